export { createAcmeProvider } from './lib/create-acme-provider.ts';
export type { AcmeProviderSettings } from './lib/settings.ts';
