import type { WorkHandler } from '@gw/state';
import { type Db, PgBoss } from 'pg-boss';
import type { Ask, Database } from './database.ts';
import type { Listener } from './listener.ts';
import type { Complain } from './quiet-log.ts';
import { lockMigrations, migrationTimeoutMs } from './schema/migrate.ts';
import { queueSchemaOf } from './schema/names.ts';
import { isSchemaThere, readQueueVersion } from './schema/read-versions.ts';
import { PostgresStoreError, toStoreError } from './store-error.ts';

/** Work by way of pg-boss. A job says whose work it is and on what, and nothing else. */
export interface WorkQueue {
  start(): Promise<void>;
  /** Before the first job of a topic, and before its handlers; not within a transaction. */
  prepare(topic: string): Promise<void>;
  /** Within the transaction of `ask`. */
  add(ask: Ask, topic: string, tenant: string, id: string): Promise<void>;
  work(topic: string, atOnce: number, handler: WorkHandler): Promise<() => Promise<void>>;
  stop(): Promise<void>;
}

type Job = Parameters<WorkHandler>[0];

const day = 86_400;

/** Of each topic. */
const queueOptions = {
  // Until a handler has resolved: a second after it threw, then less and less often.
  retryLimit: 2 ** 31 - 1,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 5,
  // The shortest there is. A process that is not heard of for so long has died, and its work is given
  // to another one.
  heartbeatSeconds: 10,
  // The longest there is: answers may take hours.
  expireInSeconds: day,
  retentionSeconds: 365 * day,
  deleteAfterSeconds: 60,
  notify: true,
};

const bossOptions = {
  useListenNotify: true,
  // How soon it is noticed that a process has died, besides its heartbeat. 60 each, if not said.
  superviseIntervalSeconds: 2,
  monitorIntervalSeconds: 2,
  maintenanceIntervalSeconds: 600,
  schedule: false,
  registerInstance: false,
};

const workOptions = {
  heartbeatRefreshSeconds: 2,
  pollingIntervalSeconds: 1,
  // Notifications tell of new work only, not of work that is to be done again.
  notifyPollingIntervalSeconds: 1,
};

/** @param name of the store's schema. */
export function createWorkQueue(
  database: Database,
  listener: Listener,
  name: string,
  complain: Complain,
): WorkQueue {
  const schema = queueSchemaOf(name);
  let started: PgBoss | undefined;
  const prepared = new Map<string, Promise<void>>();

  function boss(): PgBoss {
    if (started) return started;
    throw new PostgresStoreError('The queue is not started.');
  }

  async function startBoss(): Promise<void> {
    // It asks for the right to create a schema even where it is there.
    const createSchema = !(await isSchemaThere(database.ask, schema));
    started = new PgBoss({ ...bossOptions, schema, createSchema, db: toDb(database, listener) });
    started.on('error', (error) => complain('the queue', toStoreError(error).message));
    started.on('warning', ({ message }) => complain('the queue', message));
    await started.start();
  }

  async function prepare(topic: string): Promise<void> {
    await boss().createQueue(topic, queueOptions);
    // It may be there from a version with other options.
    await boss().updateQueue(topic, queueOptions);
  }

  return {
    async start() {
      if ((await readQueueVersion(database.ask, name)) > 0) return startBoss();
      // It makes its tables under a lock of its own, but its schema before that.
      await database.transaction(async (ask) => {
        await lockMigrations(ask, name);
        await startBoss();
      }, migrationTimeoutMs);
    },
    async prepare(topic) {
      const ready = prepared.get(topic) ?? prepare(topic);
      prepared.set(topic, ready);
      try {
        await ready;
      } catch (error) {
        prepared.delete(topic);
        throw toStoreError(error);
      }
    },
    async add(ask, topic, tenant, id) {
      const db = {
        executeSql: async (text: string, values?: unknown[]) => ({
          rows: [...(await ask(text, values))],
        }),
      };
      await boss().send(topic, { tenant, id } satisfies Job, { db });
    },
    async work(topic, atOnce, handler) {
      const options = { ...workOptions, localConcurrency: atOnce };
      const worksFor = boss();
      const worker = await worksFor.work<Job>(topic, options, async ([job]) => {
        if (job) await handle(job.data, handler);
      });
      return () => worksFor.offWork(topic, { id: worker, wait: true });
    },
    async stop() {
      const last = started;
      started = undefined;
      prepared.clear();
      // Its work is given to others at once: nobody waits for handlers that run here.
      await last?.stop({ graceful: false }).catch(() => {});
    },
  };
}

/** Our connections, in place of some that pg-boss would make. */
function toDb(database: Database, listener: Listener): Db {
  return {
    executeSql: (text, values) => database.run(text, values),
    async listen(channel, onNotification, onReconnect) {
      const close = listener.listen(channel, { onNotification, onReconnect });
      return { close: async () => close() };
    },
  };
}

/** pg-boss keeps what a handler throws, and that may say anything. */
async function handle({ tenant, id }: Job, handler: WorkHandler): Promise<void> {
  try {
    await handler({ tenant, id });
  } catch {
    throw new Error('The handler has failed.');
  }
}
