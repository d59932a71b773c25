import type { Hooks } from '@gw/core';

/** Adds up what each team has used. Streams count too, and so does what a client left behind. */
export function usageMeter(): Hooks {
  const totals = new Map<string, number>();
  return {
    name: 'usage-meter',
    observe(event, ctx) {
      if (event.type !== 'settled' || !event.usage) return;
      const { tenant } = ctx.identity;
      const total = (totals.get(tenant) ?? 0) + event.usage.totalTokens;
      totals.set(tenant, total);
      console.log(`${tenant} ${event.outcome} ${event.usage.totalTokens} tokens, ${total} so far`);
    },
  };
}
