import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Complain } from './quiet-log.ts';
import { PostgresStoreError, toStoreError } from './store-error.ts';

/**
 * One connection that listens to the database, for as long as the store is open: it connects again
 * when it is lost.
 */
export interface Listener {
  /** Resolves when it listens, or when the first attempt has failed. */
  start(): Promise<void>;
  /** Whether whatever is told arrives. While it is not, ask. */
  readonly isListening: boolean;
  /** @returns ends it. */
  listen(channel: string, ear: Ear): () => void;
  stop(): Promise<void>;
}

export interface Ear {
  onNotification(payload: string): void;
  /** It listens again: what was told in between is lost. */
  onReconnect(): void;
}

const pingMs = 1_000;
const firstPauseMs = 250;
const maxPauseMs = 5_000;

/** @param createClient makes a connection. */
export function createListener(createClient: () => pg.Client, complain: Complain): Listener {
  const ears = new Map<string, Set<Ear>>();
  const probe = `gw_probe_${randomBytes(8).toString('hex')}`;
  let client: pg.Client | undefined;
  let isListening = false;
  let isStopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  function schedule(work: () => Promise<void>, ms: number): void {
    if (isStopped) return;
    timer = setTimeout(() => void work(), ms);
  }

  async function connect(): Promise<void> {
    const next = createClient();
    client = next;
    next.on('error', (error) => lose(next, error));
    next.on('end', () => lose(next, new Error('The connection has ended.')));
    next.on('notification', ({ channel, payload = '' }) => hear(channel, payload));
    try {
      await next.connect();
      await passesNotifications(next, probe);
      for (const channel of ears.keys()) await next.query(listenTo(channel));
      if (client !== next) return;
      isListening = true;
      failures = 0;
      for (const ear of everyEar()) ear.onReconnect();
      schedule(() => ping(next), pingMs);
    } catch (error) {
      lose(next, error);
    }
  }

  function lose(lost: pg.Client, error: unknown): void {
    if (client !== lost) return;
    client = undefined;
    isListening = false;
    clearTimeout(timer);
    void discard(lost);
    if (!isStopped) complain('not told of writes, asking instead', toStoreError(error).message);
    schedule(connect, Math.min(firstPauseMs * 2 ** failures, maxPauseMs));
    failures += 1;
  }

  /** A connection may be gone without an end that anybody is told of. */
  async function ping(pinged: pg.Client): Promise<void> {
    try {
      await pinged.query(toPing());
      if (client === pinged) schedule(() => ping(pinged), pingMs);
    } catch (error) {
      lose(pinged, error);
    }
  }

  function hear(channel: string, payload: string): void {
    for (const ear of ears.get(channel) ?? []) ear.onNotification(payload);
  }

  function* everyEar(): Iterable<Ear> {
    for (const those of ears.values()) yield* those;
  }

  return {
    start() {
      isStopped = false;
      return connect();
    },
    get isListening() {
      return isListening;
    },
    listen(channel, ear) {
      const those = ears.get(channel) ?? new Set();
      const isNew = !ears.has(channel);
      ears.set(channel, those.add(ear));
      const present = client;
      // While it connects, it comes to this channel by itself.
      if (isNew && isListening && present)
        present.query(listenTo(channel)).catch((error: unknown) => lose(present, error));
      return () => those.delete(ear);
    },
    async stop() {
      isStopped = true;
      isListening = false;
      clearTimeout(timer);
      const last = client;
      client = undefined;
      if (last) await discard(last);
    },
  };
}

const listenTo = (channel: string) => `listen "${channel}"`;

// What node-postgres' types do not know of a query.
const toPing = () => ({ text: 'select 1', query_timeout: pingMs });

/**
 * A pooler may take `listen` and never tell anything.
 * @throws {PostgresStoreError} where what this connection tells itself does not arrive.
 */
async function passesNotifications(client: pg.Client, probe: string): Promise<void> {
  await client.query(listenTo(probe));
  let timer: NodeJS.Timeout | undefined;
  const isTold = new Promise<boolean>((resolve) => {
    client.on('notification', ({ channel }) => channel === probe && resolve(true));
    timer = setTimeout(() => resolve(false), pingMs);
  });
  try {
    await client.query(`notify "${probe}"`);
    if (await isTold) return;
  } finally {
    clearTimeout(timer);
  }
  throw new PostgresStoreError('this way to it passes no notifications; is there a pooler?');
}

/** Not waited for where the server answers nothing. */
async function discard(client: pg.Client): Promise<void> {
  client.removeAllListeners();
  client.on('error', () => {});
  const ended = client.end().catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, pingMs);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
