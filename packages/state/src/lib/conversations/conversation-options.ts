import type { TenantStore } from '../kit/tenant-store.ts';

export interface ConversationOptions {
  /** The store as a tenant sees it. */
  readonly stores: (tenant: string) => TenantStore;
  /** The largest request body, in bytes. */
  readonly maxBodyBytes: number;
}
