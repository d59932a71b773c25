export { createAnthropicProvider } from './lib/create-anthropic-provider.ts';
export type { AnthropicProviderSettings } from './lib/settings.ts';
