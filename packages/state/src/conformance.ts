export {
  type OpenedStore,
  type StoreSetup,
  type StoreTest,
  storeSuite,
} from './lib/store/conformance/store-suite.ts';
