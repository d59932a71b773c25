import { serve } from '@gw/adapter-node';
import type { Hooks } from '@gw/core';
import { createMeasuredGateway } from './lib/create-measured-gateway.ts';
import { readSettings } from './lib/settings.ts';

const tokensByTenant = new Map<string, number>();

const accounting: Hooks = {
  name: 'accounting',
  observe(event, { identity }) {
    if (event.type !== 'settled') return;
    const sum = tokensByTenant.get(identity.tenant) ?? 0;
    tokensByTenant.set(identity.tenant, sum + (event.usage?.totalTokens ?? 0));
  },
};

/**
 * Replaces every event of content, so that each is written anew: the dearest that a chunk hook can be.
 * What ends a choice, and its usage, no chunk hook sees.
 */
const signing: Hooks = {
  name: 'signing',
  onChunk: (event) => ({ ...event, signed_by: 'bench' }),
};

const { host, port } = readSettings();
const { url } = await serve(createMeasuredGateway([accounting, signing]), { host, port });
console.log(url);

// Whoever has sent load sees by this that all of it was counted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.log(JSON.stringify({ tokensByTenant: Object.fromEntries(tokensByTenant) }));
    process.exit();
  });
}
