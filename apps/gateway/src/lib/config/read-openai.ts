import { ConfigError } from './config-error.ts';
import { misfit } from './issue-text.ts';
import type { HttpSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';

/**
 * The provider `openai` from `OPENAI_API_KEY` and `OPENAI_BASE_URL`; one of them is enough.
 * `OPENAI_API` says what that upstream speaks: `chat`, and for now the same, `auto`.
 * @throws {ConfigError}
 */
export function readOpenAI(env: Environment): HttpSettings[] | undefined {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  if (!apiKey && !baseUrl) return undefined;
  checkApi(env.OPENAI_API || 'auto');
  return [{ type: 'http', id: 'openai', ...(apiKey && { apiKey }), ...(baseUrl && { baseUrl }) }];
}

function checkApi(api: string): void {
  if (api === 'chat' || api === 'auto') return;
  if (api === 'responses') {
    throw new ConfigError(
      'OPENAI_API is "responses": this version does not speak the Responses API yet; ' +
        'use "chat" for an upstream that speaks Chat Completions',
    );
  }
  const expected = 'one of "chat", "responses", "auto"';
  throw new ConfigError(`OPENAI_API ${misfit(expected, api, () => JSON.stringify(api))}`);
}
