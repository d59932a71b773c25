import { createSqliteStore } from '../create-sqlite-store.ts';
import { append, insert, keyOf, pieceOf, tenant } from './changes.ts';

/** Programs that a test runs in a process of its own, to stop or to kill it. */
const programs = {
  /** Writes two records and a batch of events at a time, and tells of each once it is acknowledged. */
  async write() {
    for (let n = 0; ; n += 1) {
      const changes = [insert(`a${n}`), insert(`b${n}`, { owner: `a${n}` }), append(`a${n}`, n)];
      await store.write(tenant, changes);
      process.send?.(n);
    }
  },
  /** Writes a record with a large piece at a time, and tells of each once it is acknowledged. */
  async pieces() {
    for (let n = 0; ; n += 1) {
      const text = String(n % 10).repeat(2 * 1024 * 1024);
      const { at, hash } = pieceOf(String(n));
      await store.write(tenant, [insert(`n${n}`, { pieces: [{ at, hash, text }] })]);
      process.send?.(n);
    }
  },
  /** Deletes a large family, and tells once that is acknowledged. */
  async remove() {
    await store.write(tenant, [{ type: 'delete', kind: 'note', owner: '', id: 'family' }]);
    process.send?.('removed');
    await forever();
  },
  /** Takes a record for a second, and tells in which epoch. */
  async hold() {
    process.send?.(await store.acquire(keyOf('a'), 'program', 1_000));
    await forever();
  },
  /** Takes work, tells of it, and never gets it done. */
  async work() {
    await store.work('runs', 1, async ({ id }) => {
      process.send?.(id);
      await forever();
    });
    process.send?.('ready');
    await forever();
  },
  /** Opens, and closes nothing. */
  async leave() {
    await store.work('runs', 1, async () => {});
    store.subscribe(tenant, 'a', () => {});
    process.send?.('left');
  },
};

const [file = '', program = ''] = process.argv.slice(2);
const store = createSqliteStore({ file, workLeaseMs: 600 });
try {
  await store.start();
  await programs[program as keyof typeof programs]();
} catch (error) {
  const { code, message } = error as { code?: string; message: string };
  process.send?.({ code, message }, () => process.exit(1));
}

function forever(): Promise<void> {
  // Only a timer keeps a process from ending.
  return new Promise(() => setInterval(() => {}, 60_000));
}
