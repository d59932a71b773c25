import { createHash } from 'node:crypto';
import type { Listener } from './listener.ts';

/** Who wants to know of what is written under an id. */
export interface Subscriptions {
  start(): void;
  subscribe(tenant: string, id: string, listener: () => void): () => void;
  stop(): void;
}

interface Subscription {
  readonly listener: () => void;
  isOver: boolean;
}

const askEveryMs = 1_000;

/**
 * Told by the database, in words of hashes; while that is not heard, everybody is told once a second,
 * to look for themselves.
 */
export function createSubscriptions(hears: Listener, channel: string): Subscriptions {
  const byHash = new Map<string, Set<Subscription>>();
  const unlisten = hears.listen(channel, {
    onNotification(payload) {
      for (const hash of payload.split(' ')) tell(byHash.get(hash));
    },
    onReconnect: tellAll,
  });
  let timer: NodeJS.Timeout | undefined;

  function tellAll(): void {
    for (const those of byHash.values()) tell(those);
  }

  return {
    start() {
      timer = setInterval(() => {
        if (!hears.isListening) tellAll();
      }, askEveryMs);
    },
    subscribe(tenant, id, listener) {
      const hash = hashOf(tenant, id);
      const one = { listener, isOver: false };
      const those = byHash.get(hash) ?? new Set();
      byHash.set(hash, those.add(one));
      return () => {
        one.isOver = true;
        those.delete(one);
        if (those.size === 0 && byHash.get(hash) === those) byHash.delete(hash);
      };
    },
    stop() {
      unlisten();
      clearInterval(timer);
      for (const those of byHash.values()) for (const one of those) one.isOver = true;
      byHash.clear();
    },
  };
}

/** Each on its own, so that what one throws keeps nothing from the others. */
function tell(subscriptions: Iterable<Subscription> = []): void {
  for (const one of subscriptions) queueMicrotask(() => one.isOver || one.listener());
}

/** As the function `write` of the database makes them. */
function hashOf(tenant: string, id: string): string {
  return createHash('sha256').update(`${tenant}\n${id}`).digest('hex').slice(0, 16);
}
