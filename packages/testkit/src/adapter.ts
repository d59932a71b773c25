export type {
  AdapterGateway,
  AdapterMount,
  MountedAdapter,
  MountOptions,
} from './lib/adapter-suite/adapter-mount.ts';
export {
  type AdapterSuiteOptions,
  type AdapterTest,
  adapterSuite,
} from './lib/adapter-suite/adapter-suite.ts';
export { routesTo } from './lib/adapter-suite/routes-to.ts';
