import type { StateStore } from '@gw/state';
import { createConnections } from './connections.ts';
import type { Ask } from './database.ts';
import { createLeases } from './leases.ts';
import { createListener } from './listener.ts';
import { createComplain } from './quiet-log.ts';
import { createRecordReader } from './read-records.ts';
import { createTextReader } from './read-texts.ts';
import { checkServer } from './schema/check-server.ts';
import { explainForbidden } from './schema/explain-forbidden.ts';
import { migrate } from './schema/migrate.ts';
import { channelOf, quoteSchema } from './schema/names.ts';
import type { CheckedSettings } from './settings.ts';
import { PostgresStoreError, toStoreError } from './store-error.ts';
import { createSubscriptions } from './subscriptions.ts';
import { createSweeper } from './sweeper.ts';
import { within } from './within.ts';
import { createWorkQueue } from './work-queue.ts';
import { createWriter, isEnqueue } from './write-changes.ts';

/** @param removeAtOnce how many rows are removed with their owner in one transaction. */
export function createStore(settings: CheckedSettings, removeAtOnce: number): StateStore {
  const schema = quoteSchema(settings.schema);
  const complain = createComplain(settings.log);
  const { front, back, createClient, end } = createConnections(settings, complain);
  let state: 'new' | 'open' | 'closed' = 'new';
  let closing: Promise<void> | undefined;

  function checkOpen(): void {
    if (state === 'open') return;
    throw new PostgresStoreError(`The store is ${state === 'closed' ? 'closed' : 'not started'}.`);
  }
  const ask: Ask = async (text, values) => {
    checkOpen();
    return front.ask(text, values);
  };

  const listener = createListener(createClient, complain);
  const subscriptions = createSubscriptions(listener, channelOf(schema));
  const queue = createWorkQueue(back, listener, settings.schema, complain);
  const sweeper = createSweeper(back.ask, schema, complain);
  const writeChanges = createWriter(schema, removeAtOnce);

  async function prepare(): Promise<void> {
    await checkServer(front.ask);
    try {
      await migrate(back, settings.schema);
      // The queue listens, too.
      await listener.start();
      await queue.start();
    } catch (error) {
      throw await explainForbidden(toStoreError(error), front.ask, settings.schema);
    }
  }

  async function letGo(): Promise<void> {
    subscriptions.stop();
    await Promise.all([queue.stop(), sweeper.stop()]);
    await listener.stop();
    await end();
  }

  /** On connections for what takes long, with somebody waiting nevertheless. */
  const prepareTopic = (topic: string) => within(settings.timeoutMs, queue.prepare(topic));

  return {
    ...createRecordReader(ask, schema),
    ...createTextReader(ask, schema),
    ...createLeases(ask, schema),

    async start() {
      if (state === 'closed') checkOpen();
      try {
        await prepare();
      } catch (error) {
        // Nothing goes on by itself; it may be called again.
        await queue.stop();
        await listener.stop();
        throw error;
      }
      subscriptions.start();
      sweeper.start();
      state = 'open';
    },
    close() {
      state = 'closed';
      closing ??= letGo();
      return closing;
    },

    async write(tenant, changes, guard) {
      checkOpen();
      const work = changes.filter(isEnqueue);
      const others = changes.filter((change) => !isEnqueue(change));
      for (const { topic } of work) await prepareTopic(topic);
      const write = async (asked: Ask) => {
        const written = await writeChanges(asked, tenant, others, guard);
        if (!written.isDone) return written;
        for (const { topic, id } of work) await queue.add(asked, topic, tenant, id);
        return written;
      };
      // Without work it is one statement, and a transaction by itself.
      const { isDone, leavesRest } =
        work.length > 0 ? await front.transaction(write) : await write(ask);
      if (leavesRest) sweeper.wake();
      return isDone;
    },

    subscribe: (tenant, id, tell) => subscriptions.subscribe(tenant, id, tell),
    async work(topic, atOnce, handler) {
      checkOpen();
      await prepareTopic(topic);
      return queue.work(topic, atOnce, handler);
    },
  };
}
