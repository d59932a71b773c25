import {
  type Answer,
  type ApiContext,
  consoleLogger,
  createId,
  describedAs,
  type GatewayDoor,
  GatewayError,
  type Hooks,
  type Logger,
  type Payload,
  type Run,
  UpstreamError,
} from '@gw/core';
import { createConversations } from './conversations/create-conversations.ts';
import { createKeyedStores, createTenantStores } from './kit/tenant-store.ts';
import { createPrompts } from './prompts/create-prompts.ts';
import { acceptInBackground } from './responses/accept-background.ts';
import { backgroundRunOf, backgroundTopic, runInBackground } from './responses/background.ts';
import { responseKind, type SidedItem } from './responses/kept-response.ts';
import { openConversation } from './responses/open-conversation.ts';
import { toInputItems } from './responses/own-items.ts';
import { createContextStore, readContext } from './responses/response-context.ts';
import { createResponseRecorder } from './responses/response-recorder.ts';
import { responseRoutes } from './responses/response-routes.ts';
import {
  checkStateMembers,
  type ResponseTurn,
  requestOf,
  responseTurn,
} from './responses/response-turn.ts';
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
 * conversations and prompts, each for its tenant alone. Inert until the gateway starts.
 */
export function createState(options: StateOptions): State {
  const { store, priority = -1_000, logger: log = consoleLogger } = options;
  const { maxBodyBytes = defaultMaxBodyBytes, replayMs = hour, retentionMs } = options;
  const { backgroundAtOnce = 16 } = options;
  const stores = createTenantStores(store);
  const holder = createId('gw');
  const prompts = createPrompts(stores, { maxBodyBytes });
  const conversations = createConversations(stores, { maxBodyBytes });
  const turns = new Map<string, ResponseTurn>();
  /** What turns go on from, for as long as they run. */
  const histories = new Map<string, readonly unknown[]>();
  const storeOf = createKeyedStores(store);
  let stopWork = () => Promise.resolve();
  const sweeper = createSweeper({ store, storeOf, holder, replayMs, retentionMs, log });

  async function wrapRun(ctx: ApiContext, next: Run): Promise<Answer> {
    if (ctx.api !== 'responses') return next();
    const opened = await openTurn(ctx);
    if (opened.accepted) return opened.accepted;
    try {
      return await whileReachable(opened.turn, () => next(opened.request));
    } catch (error) {
      await closeTurn(opened.turn);
      throw relocate(error, opened.inFront);
    }
  }

  async function openTurn(ctx: ApiContext): Promise<OpenedTurn> {
    const request = requestOf(ctx);
    checkStateMembers(request);
    const tenantStore = stores(ctx.identity.tenant);
    const run = backgroundRunOf(ctx);
    const id = run?.id ?? createId('resp');
    const isLater = request.background === true && !run;
    const isStored = request.store !== false;
    const conversation = await openConversation(request.conversation, {
      store: tenantStore,
      responseId: id,
      // The process that makes it takes the conversation.
      isStored: isStored && !isLater,
    });
    try {
      const prompt =
        request.prompt == null ? undefined : await prompts.resolve(tenantStore, request.prompt);
      const front = [...(prompt?.message ? [prompt.message] : []), ...(conversation?.items ?? [])];
      const previous = (request.previous_response_id as string | null | undefined) ?? undefined;
      const history = previous === undefined ? undefined : await readContext(tenantStore, previous);
      if (isLater && previous !== undefined && !history) throw noSuchResponse(previous);
      if (history) histories.set(historyKey(tenantStore.tenant, previous), history);
      const edits = {
        ...(front.length > 0 && { input: [...front, ...toList(request.input)] }),
        ...(conversation && { conversation: undefined }),
        ...(prompt && { prompt: undefined }),
        ...(request.background != null && { background: undefined }),
        ...(prompt?.instructions !== undefined && { instructions: prompt.instructions }),
      };
      const turn: ResponseTurn = {
        id,
        store: tenantStore,
        isStored,
        isStreamed: request.stream === true,
        run,
        request,
        input: toInputItems(ctx.request.bytes()),
        previous,
        conversation,
        context: undefined,
        heldItems: (history?.length ?? 0) + front.length,
      };
      const described = {
        id,
        ...(conversation && { conversation: { id: conversation.id } }),
        ...(prompt && { prompt: prompt.echo }),
        ...(run && { background: true }),
      };
      if (isLater) {
        const accepted = await acceptInBackground(ctx, turn, described);
        return { turn, request: ctx.request, inFront: 0, accepted };
      }
      ctx.set(responseTurn, turn);
      ctx.set(describedAs, described);
      turns.set(id, turn);
      const asked = ctx.request as unknown as Payload<Record<string, unknown>>;
      const changed = Object.keys(edits).length === 0 ? asked : asked.with(edits);
      return {
        turn,
        request: changed as unknown as typeof ctx.request,
        inFront: front.length,
      };
    } catch (error) {
      await conversation?.release();
      throw error;
    }
  }

  async function closeTurn({
    id,
    store: own,
    previous,
    conversation,
  }: ResponseTurn): Promise<void> {
    turns.delete(id);
    histories.delete(historyKey(own.tenant, previous));
    await conversation?.release().catch((cause: unknown) => {
      log.warn('A conversation could not be let go; it is free in a moment.', { cause });
    });
  }

  return {
    name: 'state',
    priority,
    routes: [
      ...responseRoutes({ stores, replayMs, keepAliveMs: 15_000, pollMs: 1_000 }),
      ...conversations.routes,
      ...prompts.routes,
    ],
    responseStore: createContextStore(stores, {
      historyOf: (tenant, id) => histories.get(historyKey(tenant, id)),
      keep({ id, items }) {
        const turn = turns.get(id);
        if (turn) turn.context = items;
      },
    }),
    wrapRun,
    record(ctx) {
      const turn = ctx.get(responseTurn);
      if (!turn?.isStored) return undefined;
      const changesAtEnd = async (items: readonly SidedItem[]) =>
        turn.conversation?.changesFor(items.map(({ text }) => text)) ?? [];
      return createResponseRecorder({ turn, holder, log, changesAtEnd });
    },
    observe(event, ctx) {
      const turn = event.type === 'settled' ? ctx.get(responseTurn) : undefined;
      return turn && closeTurn(turn);
    },
    async start(door) {
      await store.start();
      sweeper.start();
      const options = { door, holder };
      stopWork = await store.work(backgroundTopic, backgroundAtOnce, async ({ tenant, id }) => {
        try {
          await runInBackground(storeOf(tenant), id, options);
        } catch (cause) {
          log.warn('A background response is tried again.', { responseId: id, cause });
          throw cause;
        }
      });
    },
    async close() {
      await Promise.all([sweeper.stop(), stopWork()]);
      await store.close();
    },
  };
}

interface OpenedTurn {
  readonly turn: ResponseTurn;
  /** As it goes on, with all that it named written out. */
  readonly request: ApiContext['request'];
  /** Items in front of the client's own. */
  readonly inFront: number;
  /** What is answered at once where it is made later. */
  readonly accepted?: Answer | undefined;
}

function noSuchResponse(id: string): GatewayError {
  const message = `Previous response with id '${id}' not found.`;
  return new GatewayError('previous_response_not_found', message, {
    param: 'previous_response_id',
  });
}

function historyKey(tenant: string, previous: string | undefined): string {
  return JSON.stringify([tenant, previous]);
}

/**
 * An answer that is to be kept, where it can be: the store is asked while the model works, so that nobody
 * waits for it, and nobody is given an id that leads to nothing.
 * @throws {GatewayError} `unavailable`
 */
async function whileReachable(
  { id, store, isStored, run }: ResponseTurn,
  make: () => Promise<Answer>,
): Promise<Answer> {
  if (!isStored || run) return make();
  const asking = store.get(responseKind, id);
  asking.catch(() => {});
  const answer = await make();
  try {
    await asking;
    return answer;
  } catch (error) {
    void answer.stream?.[Symbol.asyncIterator]().return?.();
    throw error;
  }
}

function toList(input: unknown): readonly unknown[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  return Array.isArray(input) ? input : [];
}

/** An error names places as the client's own request has them. */
function relocate(error: unknown, inFront: number): unknown {
  if (!(error instanceof GatewayError) || error instanceof UpstreamError) return error;
  const place = /^input\[(\d+)\]/.exec(error.param ?? '');
  if (!place || inFront === 0) return error;
  const at = Number(place[1]) - inFront;
  const rest = error.param?.slice(place[0].length);
  const param = at < 0 ? 'conversation' : `input[${at}]${rest}`;
  const { code, message, cause, headers } = error;
  return new GatewayError(code, message, { param, cause, headers });
}
