import { builtInProviders, isOpenAI } from './built-in-providers.ts';
import { ConfigError } from './config-error.ts';
import { misfit } from './issue-text.ts';
import type { Environment } from './read-environment.ts';
import type { HttpSettings } from './upstream-schemas.ts';

/**
 * The provider `openai` from `OPENAI_API_KEY` and `OPENAI_BASE_URL`; one of them is enough.
 * `OPENAI_API` says what that upstream speaks; what it does not is converted.
 * @throws {ConfigError}
 */
export function readOpenAI(env: Environment): HttpSettings[] {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  if (!apiKey && !baseUrl) return [];
  const apis = readApis(env.OPENAI_API || 'auto', baseUrl || builtInProviders.http.baseUrl);
  return [
    {
      type: 'http',
      id: 'openai',
      ...(apiKey && { apiKey }),
      ...(baseUrl && { baseUrl }),
      ...(apis && { apis }),
    },
  ];
}

type Apis = NonNullable<HttpSettings['apis']>;

const spokenApis = new Map<string, Apis>([
  ['chat', ['chat']],
  ['responses', ['responses']],
  ['both', ['chat', 'responses']],
]);

/** Other servers that speak Responses have that one endpoint of it; the gateway does these by itself. */
const onlyAtOpenAI: Apis = ['compact', 'input_tokens'];

/** `auto` leaves it to the provider, which knows OpenAI's own address. */
function readApis(name: string, baseUrl: string): Apis | undefined {
  if (name === 'auto') return undefined;
  const spoken = spokenApis.get(name);
  if (!spoken) throw unknownName(name);
  const hasAll = spoken.includes('responses') && isOpenAI(baseUrl);
  return [...spoken, ...(hasAll ? onlyAtOpenAI : []), 'embeddings', 'images'];
}

function unknownName(name: string): ConfigError {
  const known = [...spokenApis.keys(), 'auto'].map((each) => JSON.stringify(each));
  const expected = `one of ${known.join(', ')}`;
  return new ConfigError(`OPENAI_API ${misfit(expected, name, () => JSON.stringify(name))}`);
}
