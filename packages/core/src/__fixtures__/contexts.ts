import type { CallContext } from '../lib/context.ts';

/** All that a registry looks at: who is calling. */
export function tenantContext(tenant: string): CallContext {
  return { identity: { tenant } } as unknown as CallContext;
}
