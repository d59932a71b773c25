export { createDemoProvider, type DemoProviderSettings } from './lib/create-demo-provider.ts';
