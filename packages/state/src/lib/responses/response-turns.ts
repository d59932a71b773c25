import {
  type Answer,
  type ApiContext,
  createId,
  describedAs,
  GatewayError,
  type Hooks,
  type Logger,
  type Payload,
  type Run,
  UpstreamError,
} from '@gw/core';
import type { TenantStore } from '../kit/tenant-store.ts';
import type { Prompts } from '../prompts/create-prompts.ts';
import { nameVariables } from '../prompts/name-variables.ts';
import type { ResolvedPrompt } from '../prompts/resolve-prompt.ts';
import { acceptInBackground } from './accept-background.ts';
import { backgroundRunOf } from './background-run.ts';
import { createConversationRecorder } from './conversation-recorder.ts';
import type { SidedItem } from './kept-response.ts';
import { openConversation } from './open-conversation.ts';
import { readInputItems, toInputItems } from './own-items.ts';
import { createPassingFailures } from './passing-failures.ts';
import { createContextStore, readHistory } from './response-context.ts';
import { createResponseRecorder } from './response-recorder.ts';
import {
  type ConversationTurn,
  checkStateMembers,
  noSuchResponse,
  type ResponseTurn,
  requestOf,
  responseTurn,
} from './response-turn.ts';

export interface TurnsOptions {
  readonly stores: (tenant: string) => TenantStore;
  readonly prompts: Prompts;
  /** Names this process among those that share the store. */
  readonly holder: string;
  readonly log: Logger;
}

type TurnHooks = Required<Pick<Hooks, 'wrapRun' | 'record' | 'observe' | 'responseStore'>>;

/** A response from its request to its end: what it names is written out, what it says is kept. */
export function createTurns({ stores, prompts, holder, log }: TurnsOptions): TurnHooks {
  /** Those that run, by the ids of their responses. */
  const turns = new Map<string, ResponseTurn>();
  const passing = createPassingFailures();

  async function wrapRun(ctx: ApiContext, next: Run): Promise<Answer> {
    if (isCount(ctx)) return count(ctx, next);
    if (ctx.api !== 'responses') return next();
    const request = requestOf(ctx);
    checkStateMembers(request);
    const store = stores(ctx.identity.tenant);
    const run = backgroundRunOf(ctx);
    const isLater = request.background === true && !run;
    const isStored = request.store !== false;
    const id = run?.id ?? createId('resp');
    // The process that makes it takes the conversation.
    const opened = { responseId: id, isStored: isStored && !isLater, prompt: run?.prompt };
    const front = await passing.from(() => openFront(ctx, store, opened));
    const { conversation, prompt } = front;
    const previous = (request.previous_response_id as string | null | undefined) ?? undefined;
    const opening = { id, store, isStored, run, request, conversation };
    const described = {
      id,
      ...(conversation && { conversation: { id: conversation.id } }),
      ...(prompt && { prompt: prompt.echo }),
      ...run?.described,
    };
    let turn: ResponseTurn | undefined;
    try {
      // What was there when a run was taken for later stays for it.
      const history =
        previous === undefined
          ? undefined
          : await passing.from(() =>
              readHistory(store, previous, { evenHidden: run !== undefined }),
            );
      const asked = toInputItems(ctx.request.bytes());
      const input = run ? await passing.from(() => readInputItems(store, id, asked)) : asked;
      turn = {
        ...opening,
        input,
        previous: history && { id: history.id, epoch: history.epoch },
        history,
        isStreamed: request.stream === true,
        context: undefined,
        historyItems: history?.items.length ?? 0,
        heldItems: (history?.items.length ?? 0) + front.items.length,
      };
      if (isLater) {
        if (previous !== undefined && !history) throw noSuchResponse(previous);
        return await acceptInBackground(ctx, turn, { described, prompt });
      }
      ctx.set(responseTurn, turn);
      ctx.set(describedAs, described);
      turns.set(id, turn);
      if (run) await passing.from(run.begin);
      return await whileReachable(turn, () => next(front.request));
    } catch (error) {
      await close(turn ?? opening);
      throw relocate(error, front);
    }
  }

  /** One that failed at what will pass is tried again, where nobody waits for it. */
  async function wrapPatiently(ctx: ApiContext, next: Run): Promise<Answer> {
    try {
      return await wrapRun(ctx, next);
    } catch (error) {
      if (passing.has(error)) backgroundRunOf(ctx)?.putOff();
      throw error;
    }
  }

  /** Other endpoints look at a request that may name the same. */
  async function count(ctx: ApiContext, next: Run): Promise<Answer> {
    checkStateMembers(requestOf(ctx));
    const store = stores(ctx.identity.tenant);
    const front = await openFront(ctx, store, { responseId: '', isStored: false });
    try {
      return await next(front.request);
    } catch (error) {
      throw relocate(error, front);
    }
  }

  async function openFront(
    ctx: ApiContext,
    store: TenantStore,
    { responseId, isStored, prompt: known }: FrontOptions,
  ): Promise<Front> {
    const request = requestOf(ctx);
    const { conversation: named } = request;
    const conversation = await openConversation(named, { store, responseId, isStored });
    try {
      const prompt =
        request.prompt == null
          ? undefined
          : (known ?? (await prompts.resolve(store, request.prompt)));
      const promptItems = prompt?.message ? [prompt.message] : [];
      const items = [...promptItems, ...(conversation?.items ?? [])];
      const edits = {
        ...(items.length > 0 && { input: [...items, ...toList(request.input)] }),
        ...(conversation && { conversation: undefined }),
        ...(prompt && { prompt: undefined }),
        ...(request.background != null && { background: undefined }),
        ...(prompt?.instructions !== undefined && { instructions: prompt.instructions }),
      };
      const asked = ctx.request as unknown as Payload<Record<string, unknown>>;
      const changed = Object.keys(edits).length === 0 ? asked : asked.with(edits);
      const whole = changed as unknown as typeof ctx.request;
      return { conversation, prompt, items, promptItems: promptItems.length, request: whole };
    } catch (error) {
      await conversation?.release();
      throw error;
    }
  }

  async function close({ id, conversation, ending }: Closing): Promise<void> {
    turns.delete(id);
    await ending;
    await conversation?.release().catch((cause: unknown) => {
      log.warn('A conversation could not be let go; it is free in a moment.', { cause });
    });
  }

  const contexts = createContextStore(stores, {
    historyOf(id, ctx) {
      const history = ctx?.get(responseTurn)?.history;
      return history?.id === id ? history.items : undefined;
    },
    keep({ id, items }) {
      const turn = turns.get(id);
      if (turn) turn.context = items;
    },
  });

  return {
    wrapRun: wrapPatiently,
    responseStore: {
      ...contexts,
      get: (tenant, id, ctx) => passing.from(() => contexts.get(tenant, id, ctx)),
      getItem: (tenant, id) => passing.from(() => contexts.getItem(tenant, id)),
    },
    record(ctx) {
      const turn = ctx.get(responseTurn);
      if (!turn?.isStored) return undefined;
      // An upstream that keeps its own state knows its responses by its own ids.
      if (ctx.get(describedAs) === undefined)
        return turn.conversation && createConversationRecorder(turn, turn.conversation, log);
      const changesAtEnd = async (items: readonly SidedItem[]) =>
        turn.conversation?.changesFor(items.map(({ text }) => text)) ?? [];
      return createResponseRecorder({ turn, holder, log, changesAtEnd });
    },
    observe(event, ctx) {
      const turn = event.type === 'settled' ? ctx.get(responseTurn) : undefined;
      return turn && close(turn);
    },
  };
}

type Closing = Pick<ResponseTurn, 'id' | 'conversation' | 'ending'>;

interface FrontOptions {
  readonly responseId: string;
  readonly isStored: boolean;
  /** What its prompt has come to, where that was looked up before. */
  readonly prompt?: ResolvedPrompt | undefined;
}

/** What stands in front of a request's own input. */
interface Front {
  readonly conversation: ConversationTurn | undefined;
  readonly prompt: ResolvedPrompt | undefined;
  readonly items: readonly unknown[];
  /** How many of these a prompt has made. */
  readonly promptItems: number;
  /** As it goes on, with all that it named written out. */
  readonly request: ApiContext['request'];
}

function isCount({ api }: ApiContext): boolean {
  return api === 'input_tokens' || api === 'compact';
}

/**
 * An answer that is to be kept, where it can be: the store is asked while the model works, so that nobody
 * waits for it, and nobody is given an id that leads to nothing.
 * @throws {GatewayError} `unavailable`
 */
async function whileReachable(
  { store, isStored, run }: ResponseTurn,
  make: () => Promise<Answer>,
): Promise<Answer> {
  if (!isStored || run) return make();
  const asking = store.reach();
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
function relocate(error: unknown, { items, promptItems, prompt }: Front): unknown {
  if (!(error instanceof GatewayError) || error instanceof UpstreamError) return error;
  const place = /^input\[(\d+)\]/.exec(error.param ?? '');
  if (!place || items.length === 0) return error;
  const rename = (text: string) => {
    const renamed = text.replace(/\binput\[(\d+)\]/g, (_, digits: string) => {
      const at = Number(digits);
      if (at >= items.length) return `input[${at - items.length}]`;
      return at < promptItems ? 'prompt' : `conversation.items[${at - promptItems}]`;
    });
    return prompt ? nameVariables(renamed, prompt) : renamed;
  };
  const { code, cause, headers } = error;
  const param = rename(error.param ?? '').replace(
    /^(prompt(?!\.variables)|conversation)\b.*/,
    '$1',
  );
  return new GatewayError(code, rename(error.message), { param, cause, headers });
}
