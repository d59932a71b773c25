/** Who wants to know of what is written under an id. */
export interface Listeners {
  subscribe(tenant: string, id: string, listener: () => void): () => void;
  /** Tells later, so that what a listener does or throws is none of the writer's business. */
  tell(tenant: string, ids: Iterable<string>): void;
  tellTenant(tenant: string): void;
  tellAll(): void;
  /** Called when there is a first listener, and when there is none any more. */
  clear(): void;
}

type Listener = { readonly tell: () => void };

/** @param onUse told whether anybody listens, whenever that changes. */
export function createListeners(onUse: (isUsed: boolean) => void): Listeners {
  const tenants = new Map<string, Map<string, Set<Listener>>>();

  function tellThose(those: ReadonlySet<Listener>): void {
    for (const one of those) queueMicrotask(() => those.has(one) && one.tell());
  }

  function tellTenant(tenant: string): void {
    for (const those of tenants.get(tenant)?.values() ?? []) tellThose(those);
  }

  function remove(tenant: string, id: string, one: Listener): void {
    const ids = tenants.get(tenant);
    const those = ids?.get(id);
    if (!ids || !those?.delete(one) || those.size > 0) return;
    ids.delete(id);
    if (ids.size > 0) return;
    tenants.delete(tenant);
    if (tenants.size === 0) onUse(false);
  }

  return {
    subscribe(tenant, id, listener) {
      if (tenants.size === 0) onUse(true);
      const ids = tenants.get(tenant) ?? new Map<string, Set<Listener>>();
      tenants.set(tenant, ids);
      const those = ids.get(id) ?? new Set();
      // An object of its own: the same function may have subscribed twice.
      const one = { tell: listener };
      ids.set(id, those.add(one));
      return () => remove(tenant, id, one);
    },
    tell(tenant, ids) {
      for (const id of ids) tellThose(tenants.get(tenant)?.get(id) ?? new Set());
    },
    tellTenant,
    tellAll() {
      for (const tenant of tenants.keys()) tellTenant(tenant);
    },
    clear() {
      if (tenants.size > 0) onUse(false);
      for (const ids of tenants.values()) for (const those of ids.values()) those.clear();
      tenants.clear();
    },
  };
}
