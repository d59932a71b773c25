import type { Provider } from '@gw/core';
import { createAnthropicProvider } from '@gw/provider-anthropic';
import { createGeminiProvider } from '@gw/provider-gemini';
import { createHttpProvider } from '@gw/provider-http';
import { createOllamaProvider } from '@gw/provider-ollama';

/** A type of provider that asks an upstream, and what it is when nobody says otherwise. */
interface BuiltInProvider {
  readonly id: string;
  /** Where calls, and the key, go that nobody sends elsewhere. */
  readonly baseUrl: string;
  /** Its settings are checked by their schema, and by the factory itself. */
  create(settings: never): Provider;
}

/** Types of the configuration that stand for a package of ours. */
export const builtInProviders = {
  http: { id: 'openai', baseUrl: 'https://api.openai.com/v1', create: createHttpProvider },
  anthropic: {
    id: 'anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    create: createAnthropicProvider,
  },
  gemini: {
    id: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    create: createGeminiProvider,
  },
  ollama: { id: 'ollama', baseUrl: 'http://127.0.0.1:11434', create: createOllamaProvider },
} as const satisfies Record<string, BuiltInProvider>;

export type UpstreamType = keyof typeof builtInProviders;

/** All types that need no package of others. */
export const providerTypes = [
  ...(Object.keys(builtInProviders) as UpstreamType[]),
  'demo',
] as const;

/** Whether an address is OpenAI's own, as `createHttpProvider` knows it. */
export function isOpenAI(baseUrl: string): boolean {
  const own = builtInProviders.http.baseUrl;
  return baseUrl === own || baseUrl === `${own}/`;
}
