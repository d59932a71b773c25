export { createSqliteStore } from './lib/create-sqlite-store.ts';
export type { SqliteStoreOptions, SqliteStoreSettings, StoreLog } from './lib/options.ts';
export { SqliteStoreError, type SqliteStoreErrorCode } from './lib/store-error.ts';
