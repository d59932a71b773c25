import { createId, type GatewayDoor, GatewayError, type Hooks } from '@gw/core';
import { createConversations } from './conversations/create-conversations.ts';
import { createKeyedStores, createTenantStores } from './kit/tenant-store.ts';
import { openPatiently } from './open-patiently.ts';
import { createPrompts } from './prompts/create-prompts.ts';
import { backgroundTopic, runInBackground } from './responses/background.ts';
import { responseRoutes } from './responses/response-routes.ts';
import { createTurns } from './responses/response-turns.ts';
import { createSweeper } from './responses/sweeper.ts';
import { readOptions, type StateOptions } from './state-options.ts';

/** State: hooks that the gateway takes as any other. */
export interface State extends Hooks {
  start(door: GatewayDoor): Promise<void>;
  close(): Promise<void>;
}

/**
 * The memory of the gateway: responses that can be fetched, listed, resumed, gone on from and deleted,
 * conversations and prompts, each for its tenant alone. Inert until the gateway starts. A store that
 * cannot be opened then is tried again, and what needs none goes on.
 *
 * It belongs to one gateway: started by another, it throws.
 * @throws {TypeError} naming an option that cannot be.
 */
export function createState(options: StateOptions): State {
  const settings = readOptions(options);
  const { store, priority, maxBodyBytes, replayMs, retentionMs, backgroundAtOnce, log } = settings;
  const tenantStores = createTenantStores(store);
  let owner: GatewayDoor | undefined;
  let isOpen = false;
  const closing = new AbortController();
  let stop = () => Promise.resolve();
  const stores = (tenant: string) => {
    if (!closing.signal.aborted) return tenantStores(tenant);
    log.error(`The state is asked for after its end. ${oneForEach}`);
    throw new GatewayError('unavailable', 'The state of this gateway is closed.');
  };
  const storeOf = createKeyedStores(store);
  const holder = createId('gw');
  const prompts = createPrompts(stores, { maxBodyBytes });
  const conversations = createConversations(stores, { maxBodyBytes });
  const sweeper = createSweeper({ store, storeOf, holder, replayMs, retentionMs, log });

  return {
    name: 'state',
    priority,
    routes: [
      ...responseRoutes({
        stores,
        holder,
        replayMs,
        keepAliveMs: 15_000,
        pollMs: 1_000,
        closing: closing.signal,
      }),
      ...conversations.routes,
      ...prompts.routes,
    ],
    ...createTurns({ stores, prompts, holder, log }),
    async start(door) {
      if (owner === door) return;
      if (owner) throw new Error(`createState: the state is in another gateway. ${oneForEach}`);
      owner = door;
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
      closing.abort(new GatewayError('unavailable', 'The gateway is closing.'));
      await Promise.all([sweeper.stop(), stop()]);
      await store.close();
    },
  };
}

const oneForEach =
  'Where two gateways were given the same: make one for each, with a store of its own over the same data.';
