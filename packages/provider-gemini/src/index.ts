export { createGeminiProvider } from './lib/create-gemini-provider.ts';
export type { SafetySetting } from './lib/gemini-api.ts';
export type { GeminiApi, GeminiProviderSettings } from './lib/settings.ts';
