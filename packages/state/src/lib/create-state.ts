import { consoleLogger, createId, type GatewayDoor, type Hooks, type Logger } from '@gw/core';
import { createConversations } from './conversations/create-conversations.ts';
import { createKeyedStores, createTenantStores } from './kit/tenant-store.ts';
import { openPatiently } from './open-patiently.ts';
import { createPrompts } from './prompts/create-prompts.ts';
import { backgroundTopic, runInBackground } from './responses/background.ts';
import { responseRoutes } from './responses/response-routes.ts';
import { createTurns } from './responses/response-turns.ts';
import { createSweeper } from './responses/sweep.ts';
import type { StateStore } from './store/state-store.ts';

export interface StateOptions {
  /** Where everything is kept. The state opens it and closes it. */
  readonly store: StateStore;
  /**
   * Its place among the hooks: what stands before it changes what is kept of a request. Default: -1000,
   * before all that say nothing.
   */
  readonly priority?: number | undefined;
  /** The largest body of its own routes, in bytes. Default: 64 MiB. */
  readonly maxBodyBytes?: number | undefined;
  /** How long a stream can be resumed behind its end, in ms. Default: an hour. */
  readonly replayMs?: number | undefined;
  /** How long responses are kept, in ms. Default: for ever. */
  readonly retentionMs?: number | undefined;
  /** How many background responses this process makes at a time. Default: 16. */
  readonly backgroundAtOnce?: number | undefined;
  /** Default: warnings and errors on the console. */
  readonly logger?: Logger | undefined;
}

/** State: hooks that the gateway takes as any other. */
export interface State extends Hooks {
  start(door: GatewayDoor): Promise<void>;
  close(): Promise<void>;
}

const defaultMaxBodyBytes = 64 * 1024 * 1024;
const hour = 3_600_000;

/**
 * The memory of the gateway: responses that can be fetched, listed, resumed, gone on from and deleted,
 * conversations and prompts, each for its tenant alone. Inert until the gateway starts. A store that
 * cannot be opened then is tried again, and what needs none goes on.
 */
export function createState(options: StateOptions): State {
  const { store, priority = -1_000, logger: log = consoleLogger } = options;
  const { maxBodyBytes = defaultMaxBodyBytes, replayMs = hour, retentionMs } = options;
  const { backgroundAtOnce = 16 } = options;
  const stores = createTenantStores(store);
  const storeOf = createKeyedStores(store);
  const holder = createId('gw');
  const prompts = createPrompts(stores, { maxBodyBytes });
  const conversations = createConversations(stores, { maxBodyBytes });
  const sweeper = createSweeper({ store, storeOf, holder, replayMs, retentionMs, log });
  let isOpen = false;
  let stop = () => Promise.resolve();

  return {
    name: 'state',
    priority,
    routes: [
      ...responseRoutes({ stores, replayMs, keepAliveMs: 15_000, pollMs: 1_000 }),
      ...conversations.routes,
      ...prompts.routes,
    ],
    ...createTurns({ stores, prompts, holder, log }),
    async start(door) {
      const work = async ({ tenant, id }: { readonly tenant: string; readonly id: string }) => {
        try {
          await runInBackground(storeOf(tenant), id, { door, holder });
        } catch (cause) {
          log.warn('A background response is tried again.', { responseId: id, cause });
          throw cause;
        }
      };
      const open = async () => {
        if (!isOpen) {
          await store.start();
          sweeper.start();
          isOpen = true;
        }
        return store.work(backgroundTopic, backgroundAtOnce, work);
      };
      stop = await openPatiently(open, log);
    },
    async close() {
      await Promise.all([sweeper.stop(), stop()]);
      await store.close();
    },
  };
}
