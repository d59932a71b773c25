import { type Headers, isCredentialHeader } from '@gw/core';
import { resolveCredential, selectHeaders } from '@gw/provider-utils';
import type { AnthropicProviderSettings } from './settings.ts';

/** The headers of one call, and the credentials in them, which no error may quote. */
export interface RequestHeaders {
  readonly headers: Headers;
  readonly secrets: readonly string[];
}

/** What a call brings. */
export interface HeaderSources {
  /** Those of the client; only what the settings name is taken. */
  readonly client: Headers;
  /** About this request's body and reply. */
  readonly own: Headers;
  readonly signal: AbortSignal;
}

export type HeaderMaker = (sources: HeaderSources) => Promise<RequestHeaders>;

/**
 * The order decides: settings over what is forwarded, the credential over both. Only beta features
 * add up, since each of the three may need its own.
 * @see https://platform.claude.com/docs/en/api/beta-headers
 */
export function createHeaderMaker(
  provider: string,
  settings: AnthropicProviderSettings,
): HeaderMaker {
  const { apiKey, version = '2023-06-01', beta = [] } = settings;
  const defaults = { 'user-agent': 'gw-provider-anthropic', 'anthropic-version': version };
  const fixed = withLowerNames(settings.headers);
  const fixedSecrets = Object.entries(fixed).flatMap(secretOf);
  const allowed = settings.forwardHeaders?.map((name) => name.toLowerCase()) ?? [];
  return async ({ client, own, signal }) => {
    const forwarded = selectHeaders(client, allowed);
    const betas = joinBetas(forwarded[betaHeader], beta, fixed[betaHeader]);
    const headers = { ...defaults, ...forwarded, ...own, ...fixed, ...betas };
    if (apiKey === undefined) return { headers, secrets: fixedSecrets };
    const key = await resolveCredential(provider, apiKey, signal);
    return { headers: { ...headers, 'x-api-key': key }, secrets: [key, ...fixedSecrets] };
  };
}

const betaHeader = 'anthropic-beta';

function joinBetas(...sources: (string | readonly string[] | undefined)[]): Headers {
  const lines = sources.flatMap((source) => source ?? []);
  const names = lines.flatMap((line) => line.split(',')).map((name) => name.trim());
  const unique = new Set(names.filter((name) => name !== ''));
  return unique.size > 0 ? { [betaHeader]: [...unique].join(',') } : {};
}

function withLowerNames(
  headers: AnthropicProviderSettings['headers'] = {},
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** The credential in a header of the settings, behind its scheme if it has one. */
function secretOf([name, value]: [string, string]): string[] {
  return isCredentialHeader(name) ? [value.slice(value.indexOf(' ') + 1)] : [];
}
