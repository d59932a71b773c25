export { createHttpProvider } from './lib/create-http-provider.ts';
export { presets } from './lib/presets.ts';
export type { AuthSettings, HttpProviderSettings, PathName } from './lib/settings.ts';
