export { createOllamaProvider } from './lib/create-ollama-provider.ts';
export type { OllamaProviderSettings } from './lib/settings.ts';
