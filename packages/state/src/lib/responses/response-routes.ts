import { type CallContext, encodeText, GatewayError, type Route } from '@gw/core';
import { readInclude } from '../kit/include.ts';
import { editMembers } from '../kit/json-text.ts';
import { readListParams, toListReply } from '../kit/list-params.ts';
import { notFound, unknownCursor } from '../kit/not-found.ts';
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
  type Members,
  responseKind,
  wholeResponse,
} from './kept-response.ts';
import { showOutput } from './show-output.ts';

export interface ResponseRoutesOptions {
  readonly stores: (tenant: string) => TenantStore;
  /** How long the log of a stream is kept behind its end, in ms. */
  readonly replayMs: number;
  readonly keepAliveMs: number;
  readonly pollMs: number;
}

/** Responses that were stored. @see https://platform.openai.com/docs/api-reference/responses */
export function responseRoutes(options: ResponseRoutesOptions): readonly Route[] {
  const { stores } = options;
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
        const params = readListParams(query);
        const model = new URLSearchParams(query).get('model');
        const store = storeOf(ctx);
        const page = await store.list<KeptResponse>(responseKind, {
          ...params,
          ...(model !== null && { label: model }),
        });
        if (!page) throw unknownCursor(params.before === undefined ? 'after' : 'before');
        const shown = page.held.filter(({ value }) => !value.isHidden);
        const data = await Promise.all(shown.map((held) => listedResponse(store, held)));
        return toListReply({ data, hasMore: page.hasMore });
      },
    },
    {
      method: 'GET',
      path: '/v1/responses/:response_id',
      async handle(ctx, { query }, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        const params = new URLSearchParams(query);
        if (params.get('stream') === 'true') return replay(ctx, store, held, params, options);
        return { json: await shown(store, held, readInclude(query)) };
      },
    },
    {
      method: 'DELETE',
      path: '/v1/responses/:response_id',
      async handle(ctx, _request, { response_id: id }) {
        const [store, held] = await find(ctx, id);
        if (held.value.endedAt === undefined && (held.holder ?? held.value.isBackground)) {
          const message = 'Cannot delete an in-flight response.';
          throw new GatewayError('invalid_request', message, { param: 'response_id' });
        }
        await deleteResponse(store, held);
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
        const page = await store.list<unknown>(itemKind, {
          ...params,
          owner: held.id,
          label: 'input',
        });
        if (!page) throw unknownCursor(params.before === undefined ? 'after' : 'before');
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

async function listedResponse(
  store: TenantStore,
  held: Held<KeptResponse>,
): Promise<Members & { id: string }> {
  const items = await listItems(store, held.id);
  const of = (side: string) =>
    items.filter((one) => one.side === side).map(({ item }) => showOutput(item, []));
  return { ...held.value.response, id: held.id, output: of('output'), input: of('input') };
}

/** The events of a response behind a number, and those that are to come while it runs. */
function replay(
  ctx: CallContext,
  store: TenantStore,
  { id, value }: Held<KeptResponse>,
  params: URLSearchParams,
  { replayMs, keepAliveMs, pollMs }: ResponseRoutesOptions,
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
  const events = followLog(store, id, { after, isOver, signal: ctx.signal, keepAliveMs, pollMs });
  const requestId = ['x-request-id', ctx.requestId] as const;
  return { status: 200, headers: [requestId, ...streamHeaders], body: toBytes(events) };
}

const streamHeaders = [
  ['content-type', 'text/event-stream; charset=utf-8'],
  ['cache-control', 'no-cache, no-transform'],
  ['x-accel-buffering', 'no'],
] as const;

async function* toBytes(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const text of texts) yield encodeText(text);
  yield encodeText('data: [DONE]\n\n');
}

function readStart(params: URLSearchParams): number {
  const text = params.get('starting_after');
  if (text === null) return -1;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = "Invalid 'starting_after': expected the sequence number of an event.";
  throw new GatewayError('invalid_value', message, { param: 'starting_after' });
}
