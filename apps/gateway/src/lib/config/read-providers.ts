import type { ProviderSettings } from './provider-schema.ts';
import type { Environment } from './read-environment.ts';
import { readOpenAI } from './read-openai.ts';
import type { UpstreamSettings } from './upstream-schemas.ts';

/** The variables of each type of provider. */
const variables = {
  http: { apiKey: 'OPENAI_API_KEY', baseUrl: 'OPENAI_BASE_URL' },
  anthropic: { apiKey: 'ANTHROPIC_API_KEY' },
  gemini: { apiKey: 'GEMINI_API_KEY' },
  ollama: { baseUrl: 'OLLAMA_HOST' },
} as const;

/**
 * The providers of the environment, one for each vendor that it has a variable of.
 * @throws {ConfigError}
 */
export function readProviders(env: Environment): UpstreamSettings[] | undefined {
  const { ANTHROPIC_API_KEY, GEMINI_API_KEY, OLLAMA_HOST } = env;
  const found: UpstreamSettings[] = readOpenAI(env);
  if (ANTHROPIC_API_KEY) found.push({ type: 'anthropic', apiKey: ANTHROPIC_API_KEY });
  if (GEMINI_API_KEY) found.push({ type: 'gemini', apiKey: GEMINI_API_KEY });
  if (OLLAMA_HOST) found.push({ type: 'ollama', baseUrl: toOllamaUrl(OLLAMA_HOST) });
  return found.length > 0 ? found : undefined;
}

/**
 * `OLLAMA_HOST` is also where a server listens: without scheme, without port, on all addresses.
 * What is no address stays, to be refused as it is.
 * @see https://docs.ollama.com/faq
 */
function toOllamaUrl(host: string): string {
  const text = /^https?:\/\//.test(host) ? host : `http://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return host;
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  const hasPort = /:\d+\/*$/.test(text);
  if (!hasPort && url.protocol === 'http:') url.port = '11434';
  return url.href;
}

/** Names the variables that providers of the environment come from, for errors. */
export function placeInVariables(list: readonly ProviderSettings[]) {
  return (position: number, setting: string): string => {
    const { type } = list[position] as UpstreamSettings;
    const { apiKey, baseUrl }: { apiKey?: string; baseUrl?: string } = variables[type];
    return `${setting === 'apiKey' ? apiKey : (baseUrl ?? apiKey)}`;
  };
}
