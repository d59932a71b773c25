export { createHttpProvider } from './lib/create-http-provider.ts';
export type { AuthSettings, HttpProviderSettings, PathName } from './lib/settings.ts';
