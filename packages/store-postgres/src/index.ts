export { createPostgresStore } from './lib/create-postgres-store.ts';
export { type MigrationSqlOptions, migrationSql } from './lib/schema/migration-sql.ts';
export type {
  PostgresClient,
  PostgresPool,
  PostgresStoreSettings,
  StoreLog,
} from './lib/settings.ts';
export { PostgresStoreError } from './lib/store-error.ts';
