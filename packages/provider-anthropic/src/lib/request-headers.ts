import type { Headers } from '@gw/core';
import type { HeaderRules } from '@gw/provider-utils';
import type { AnthropicProviderSettings } from './settings.ts';

/**
 * How Anthropic is told the key and the version. Only beta features add up, since the client, `beta`
 * and `headers` may each need their own.
 * @see https://platform.claude.com/docs/en/api/beta-headers
 */
export function headerRules(settings: AnthropicProviderSettings): Omit<HeaderRules, 'provider'> {
  const { version = '2023-06-01', beta = [] } = settings;
  return {
    credential: { name: 'x-api-key' },
    defaults: { 'user-agent': 'gw-provider-anthropic', 'anthropic-version': version },
    join: (forwarded, fixed) => joinBetas(forwarded[betaHeader], beta, fixed[betaHeader]),
  };
}

const betaHeader = 'anthropic-beta';

function joinBetas(...sources: (string | readonly string[] | undefined)[]): Headers {
  const lines = sources.flatMap((source) => source ?? []);
  const names = lines.flatMap((line) => line.split(',')).map((name) => name.trim());
  const unique = new Set(names.filter((name) => name !== ''));
  return unique.size > 0 ? { [betaHeader]: [...unique].join(',') } : {};
}
