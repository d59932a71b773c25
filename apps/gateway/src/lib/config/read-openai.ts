import { ConfigError } from './config-error.ts';
import { misfit } from './issue-text.ts';
import type { HttpSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';

/**
 * The provider `openai` from `OPENAI_API_KEY` and `OPENAI_BASE_URL`; one of them is enough.
 * `OPENAI_API` says what that upstream speaks; what it does not is converted.
 * @throws {ConfigError}
 */
export function readOpenAI(env: Environment): HttpSettings[] | undefined {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  if (!apiKey && !baseUrl) return undefined;
  const apis = readApis(env.OPENAI_API || 'auto');
  return [
    {
      type: 'http',
      id: 'openai',
      ...(apiKey && { apiKey }),
      ...(baseUrl && { baseUrl }),
      ...(apis && { apis: [...apis] }),
    },
  ];
}

type Apis = NonNullable<HttpSettings['apis']>;

/** `auto` leaves it to the provider, which knows OpenAI's own address. */
const apisOf = new Map<string, Apis | undefined>([
  ['chat', ['chat', 'embeddings', 'images']],
  ['responses', ['responses', 'compact', 'input_tokens', 'embeddings', 'images']],
  ['auto', undefined],
]);

function readApis(name: string): Apis | undefined {
  if (apisOf.has(name)) return apisOf.get(name);
  const known = Array.from(apisOf.keys(), (each) => JSON.stringify(each));
  const expected = `one of ${known.join(', ')}`;
  throw new ConfigError(`OPENAI_API ${misfit(expected, name, () => JSON.stringify(name))}`);
}
