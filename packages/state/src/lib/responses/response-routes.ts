import { type CallContext, encodeText, GatewayError, type Route } from '@gw/core';
import { readInclude } from '../kit/include.ts';
import { editMembers } from '../kit/json-text.ts';
import { listPage } from '../kit/list-page.ts';
import { readListParams, toListReply } from '../kit/list-params.ts';
import type { Members } from '../kit/members.ts';
import { notFound } from '../kit/not-found.ts';
import { readFlag, readName } from '../kit/query-params.ts';
import { showItem } from '../kit/show-item.ts';
import type { Held, TenantStore } from '../kit/tenant-store.ts';
import { toTextListReply } from '../kit/text-reply.ts';
import { cancelResponse } from './cancel-response.ts';
import { deleteResponse } from './delete-response.ts';
import { followLog } from './event-log.ts';
import {
  getResponse,
  hasEnded,
  itemKind,
  type KeptResponse,
  listItems,
  type Side,
  wholeResponse,
  writeEvent,
} from './kept-response.ts';
import { listResponses } from './list-responses.ts';
import { showOutput } from './show-output.ts';
import { hasEnding, tellBreak } from './tell-break.ts';

export interface ResponseRoutesOptions {
  readonly stores: (tenant: string) => TenantStore;
  /** Names this process among those that share the store. */
  readonly holder: string;
  /** How long the log of a stream is kept behind its end, in ms. */
  readonly replayMs: number;
  readonly keepAliveMs: number;
  readonly pollMs: number;
  /** Aborted when the gateway closes. */
  readonly closing: AbortSignal;
}

/** Responses that were stored. @see https://platform.openai.com/docs/api-reference/responses */
export function responseRoutes(options: ResponseRoutesOptions): readonly Route[] {
  const { stores, holder } = options;
  const storeOf = ({ identity }: CallContext) => stores(identity.tenant);
  const find = async (ctx: CallContext, id = ''): Promise<[TenantStore, Held<KeptResponse>]> => {
    const store = storeOf(ctx);
    const held = await getResponse(store, id);
    if (!held) throw notFound('Response', id);
    return [store, held];
  };
  return [
    {
      method: 'GET',
      path: '/v1/responses',
      async handle(ctx, { query }) {
        const [params, include] = [readListParams(query), readInclude(query)];
        const model = readName(new URLSearchParams(query), 'model');
        const store = storeOf(ctx);
        const { held, hasMore } = await listResponses(store, { ...params, model });
        const data = await Promise.all(held.map((one) => listedResponse(store, one, include)));
        return toListReply({ data, hasMore });
      },
    },
    {
      method: 'GET',
      path: '/v1/responses/:response_id',
      async handle(ctx, { query }, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        const params = new URLSearchParams(query);
        if (readFlag(params, 'stream')) return replay(ctx, store, held, params, options);
        return { json: await shown(store, held, readInclude(query)) };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/responses/:response_id',
      async handle(ctx, _request, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        const isRunning = held.value.endedAt === undefined;
        if (isRunning && (held.holder ?? held.value.isBackground)) throw inFlight();
        for (let tries = 0; !(await deleteResponse(store, held, holder)); tries++) {
          // Somebody else has it at this moment, mostly to delete it.
          await find(ctx, id);
          if (tries === 20) throw inFlight();
          await pause(50);
        }
        return { json: { id: held.id, object: 'response.deleted', deleted: true } };
      },
    },
    {
      method: 'POST',
      path: '/v1/responses/:response_id/cancel',
      async handle(ctx, _request, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        return { json: await shown(store, await cancelResponse(ctx, store, held)) };
      },
    },
    {
      method: 'GET',
      path: '/v1/responses/:response_id/input_items',
      async handle(ctx, { query }, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        const [params, include] = [readListParams(query), readInclude(query)];
        const inputs = { ...params, owner: held.id, label: 'input' };
        const page = await listPage<unknown>(store, itemKind, inputs);
        const data = page.held.map((item) => ({
          id: item.id,
          text: editMembers(showItem(item.text, include), { id: JSON.stringify(item.id) }),
        }));
        return toTextListReply({ data, hasMore: page.hasMore });
      },
    },
  ];
}

async function shown(
  store: TenantStore,
  held: Held<KeptResponse>,
  include: readonly string[] = [],
): Promise<Members> {
  const response = await wholeResponse(store, held);
  const output = (response.output as unknown[]).map((item) => showOutput(item, include));
  return { ...response, output };
}

/** The response as it is shown alone, with its input as it is listed alone. */
async function listedResponse(
  store: TenantStore,
  held: Held<KeptResponse>,
  include: readonly string[],
): Promise<Members & { id: string }> {
  const items = await listItems(store, held.id);
  const of = (side: Side) => items.filter((one) => one.side === side);
  const output = of('output').map(({ item }) => showOutput(item, include));
  const input = of('input').map(({ text }) => JSON.parse(showItem(text, include)) as unknown);
  return { ...held.value.response, id: held.id, output, input };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function inFlight(): GatewayError {
  const message = 'Cannot delete an in-flight response.';
  return new GatewayError('invalid_request', message, { param: 'response_id' });
}

/** The events of a response behind a number, and those that are to come while it runs. */
function replay(
  ctx: CallContext,
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
  params: URLSearchParams,
  { replayMs, keepAliveMs, pollMs, closing }: ResponseRoutesOptions,
) {
  const after = readStart(params);
  if (!value.isStreamed) {
    const message = 'This response cannot be streamed because it was not created with stream=true.';
    throw new GatewayError('invalid_request', message, { param: 'stream' });
  }
  if (value.endedAt !== undefined && Date.now() - value.endedAt > replayMs) {
    const message = 'This response can no longer be streamed: it ended too long ago.';
    throw new GatewayError('stream_expired', message, { param: 'stream' });
  }
  const isOver = () => hasEnded(store, id);
  const signals = [ctx.signal, closing];
  const followed = followLog(store, id, { after, isOver, signals, keepAliveMs, pollMs });
  const events = tellBreak(followed, after, (cause) => {
    if (signals.some(({ aborted }) => aborted)) return;
    ctx.log.error('The events of a response could not be read on.', { responseId: id, cause });
  });
  const requestId = ['x-request-id', ctx.requestId] as const;
  const body = toBytes(events, async () => ((await getResponse(store, id)) ? undefined : deleted));
  return { status: 200, headers: [requestId, ...streamHeaders], body };
}

/** For whoever was still reading. */
const deleted = 'The response was deleted.';

const streamHeaders = [
  ['content-type', 'text/event-stream; charset=utf-8'],
  ['cache-control', 'no-cache, no-transform'],
  ['x-accel-buffering', 'no'],
] as const;

/** @param whyIncomplete says why there is no end; nothing where there is. */
async function* toBytes(
  texts: AsyncIterable<string>,
  whyIncomplete: () => Promise<string | undefined>,
): AsyncGenerator<Uint8Array> {
  let last = '';
  for await (const text of texts) {
    last = text;
    yield encodeText(text);
  }
  const message = hasEnding(last) ? undefined : await whyIncomplete();
  if (message !== undefined) {
    const error = { type: 'invalid_request_error', code: 'not_found', message, param: null };
    yield encodeText(writeEvent({ type: 'error', error }));
  }
  yield encodeText('data: [DONE]\n\n');
}

function readStart(params: URLSearchParams): number {
  const text = params.get('starting_after');
  if (text === null) return -1;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = "Invalid 'starting_after': expected the sequence number of an event.";
  throw new GatewayError('invalid_value', message, { param: 'starting_after' });
}
