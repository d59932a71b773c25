import type {
  MessagesRequest,
  MessagesResponse,
  MessagesStreamEvent,
  ResponseResource,
  ResponsesStreamEvent,
} from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { forSeeds, type Seeded } from '../../../__fixtures__/seeded.ts';
import { collectMessage } from '../../messages/collect-message.ts';
import { wrapOpaque } from '../../opaque.ts';
import type { DeepReadonly } from '../../payload.ts';
import { createStamp } from '../../responses/stamp.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { inputFor } from './__fixtures__/asked.ts';
import { checkMessage } from './__fixtures__/message-checker.ts';
import { randomResponse, toDrafts } from './__fixtures__/random-response.ts';
import { messagesOnResponses } from './messages-on-responses.ts';
import { openResponsesToMessages } from './stream.ts';

const request: MessagesRequest = { model: 'm', max_tokens: 64, messages: [] };

function whole(response: ResponseResource): MessagesResponse {
  const told = response as DeepReadonly<ResponseResource>;
  return messagesOnResponses.response(told, request, createTestContext()) as MessagesResponse;
}

function toMessageEvents(events: readonly ResponsesStreamEvent[]): MessagesStreamEvent[] {
  const stream = openResponsesToMessages(request, createTestContext());
  return [...events.flatMap((event) => stream.push(event)), ...stream.end()];
}

function collect(events: readonly MessagesStreamEvent[]): MessagesResponse | undefined {
  const collector = collectMessage();
  for (const event of events) collector.push(event);
  return collector.end();
}

type Step = (events: readonly ResponsesStreamEvent[]) => readonly ResponsesStreamEvent[];

/** As a native upstream sends them: with all that is derived. */
const stamped: Step = (events) => {
  const { createId } = createTestContext();
  const include = ['reasoning.encrypted_content' as const];
  const stamp = createStamp({ request: { include }, createId, nowSeconds: () => 1700000000 });
  return events.flatMap((event) => stamp.take(event));
};

const steps = {
  'as drafts': (events) => events,
  native: stamped,
  'without deltas': (events) => stamped(events).filter(({ type }) => !type.endsWith('delta')),
  'items only': (events) =>
    stamped(events).filter(({ type }) => /(created|item\.done|completed|incomplete)$/.test(type)),
  'the end only': (events) => stamped(events).slice(-1),
} satisfies Record<string, Step>;

describe.each(Object.keys(steps) as (keyof typeof steps)[])('a stream told %s', (name) => {
  test('keeps the order of blocks, and says what the whole response says', async () => {
    await forSeeds(300, (seeded) => {
      const response = randomResponse(seeded);
      const told = steps[name](toDrafts(seeded, response));
      const events = toMessageEvents(told);
      expect(checkMessage(events)).toEqual([]);
      const sorted = name === 'items only' ? bySaying : asTold;
      expect(sorted(collect(events))).toEqual(sorted(whole(response)));
    });
  });
});

/** The stamp says who served it even where no upstream did. */
function asTold(message: MessagesResponse | undefined) {
  return { ...message, usage: { ...message?.usage, service_tier: null } };
}

/** Items that are told only where they are whole have another order: that of their ends. */
function bySaying(message: MessagesResponse | undefined) {
  const content = message?.content.map((block) => JSON.stringify(block)).sort();
  return { ...asTold(message), content };
}

/** An item as history has it: one message for texts side by side, and no reasoning without content. */
function historyOf({ output }: ResponseResource): unknown[] {
  const items: { type: string; content?: unknown[] }[] = [];
  for (const item of output) {
    const last = items.at(-1);
    if (item.type === 'message') {
      const texts = item.content.map((part) => ({
        type: 'output_text',
        text: part.type === 'refusal' ? part.refusal : part.text,
        annotations: [],
      }));
      if (last?.type === 'message') last.content?.push(...texts);
      else items.push({ type: 'message', role: 'assistant', content: texts } as (typeof items)[0]);
    } else if (item.type === 'reasoning') {
      const { status: _, id, ...reasoning } = item;
      const isSealed = reasoning.encrypted_content !== undefined;
      const saysSomething = isSealed || reasoning.summary.length > 0 || reasoning.content;
      if (saysSomething) items.push({ ...(isSealed && { id }), ...reasoning });
    } else if (item.type === 'function_call') {
      const { id: _, status, ...call } = item;
      items.push(call);
    }
  }
  return items;
}

const handBack = (content: unknown) => [{ role: 'assistant', content }];

test('an answer that is handed back is, for its maker, the items that it was', async () => {
  await forSeeds(300, (seeded) => {
    const response = randomResponse(seeded);
    const context = createTestContext();
    expect(inputFor(handBack(whole(response).content), context)).toEqual(historyOf(response));
    const streamed = collect(toMessageEvents(toDrafts(seeded, response)));
    expect(inputFor(handBack(streamed?.content), context)).toEqual(historyOf(response));
    expect(context.warnings).toEqual([]);
  });
});

test('what another gateway has wrapped inside stays wrapped inside', () => {
  const sealed = wrapOpaque('upstream', 'X');
  const response = {
    output: [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: sealed }],
  } as unknown as ResponseResource;
  expect(inputFor(handBack(whole(response).content))).toEqual(response.output);
});

test('another maker gets what was said and called, and none of the reasoning', async () => {
  await forSeeds(100, (seeded: Seeded) => {
    const response = randomResponse(seeded);
    const elsewhere = { ...createTestContext(), boundary: 'other' };
    const items = inputFor(handBack(whole(response).content), elsewhere);
    expect(items.filter(({ type }) => type === 'reasoning')).toEqual([]);
    const calls = (list: readonly unknown[]) =>
      list.filter((item) => (item as { type?: string }).type === 'function_call');
    expect(calls(items)).toEqual(calls(historyOf(response)));
  });
});
