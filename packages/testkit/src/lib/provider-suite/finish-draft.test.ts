import {
  draftReply,
  GatewayError,
  type ProviderReply,
  payloadFromValue,
  type ResponsesDraftEvent,
  readPayload,
} from '@gw/core';
import { expect, it } from 'vitest';
import { finishDraft } from './finish-draft.ts';
import { framesOf } from './frames.ts';
import { createPatience } from './patience.ts';
import { toldResponse } from './told-response.ts';

// Nothing else of a bench is asked for.
const bench = createPatience(1_000) as Parameters<typeof finishDraft>[0];
const head = { status: 200, headers: {} };
const asked = { input: 'Hi' };

/** What a provider says that names no places, numbers or snapshots. */
const told: readonly ResponsesDraftEvent[] = [
  { type: 'response.created', response: {} },
  { type: 'response.output_item.added', item: { id: 'msg_1', type: 'message', content: [] } },
  { type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Good', logprobs: [] },
  { type: 'response.output_text.delta', item_id: 'msg_1', delta: ' day', logprobs: [] },
  { type: 'response.output_item.done', item: { id: 'msg_1', type: 'message' } },
  { type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 2 } } },
];

function streamOf(events: readonly ResponsesDraftEvent[]): ProviderReply {
  async function* stream() {
    for (const event of events) yield [{ kind: 'event', event, name: event.type }] as const;
  }
  return draftReply({ ...head, stream: stream() });
}

it('a stream of drafts becomes a response that is told in order', async () => {
  const reply = await finishDraft(bench, streamOf(told), { ...asked, stream: true });
  const { response, deltas } = toldResponse(
    await framesOf(bench, { ...head, stream: reply.stream ?? expect.fail() }),
  );
  expect(deltas('output_text')).toBe('Good day');
  expect(response).toMatchObject({
    status: 'completed',
    output: [{ type: 'message', content: [{ type: 'output_text', text: 'Good day' }] }],
    usage: { total_tokens: 3 },
  });
});

it('a whole draft becomes a whole response', async () => {
  const output = [{ type: 'message', content: [{ type: 'output_text', text: 'Good day' }] }];
  const json = payloadFromValue({ status: 'completed', output } as never);
  const reply = await finishDraft(bench, draftReply({ ...head, json }), asked);
  expect(readPayload(reply.json ?? expect.fail())).toMatchObject({
    object: 'response',
    status: 'completed',
    output: [{ type: 'message', status: 'completed', content: [{ text: 'Good day' }] }],
  });
});

it('what is no draft stays as it is', async () => {
  const reply = { ...head, json: payloadFromValue({} as never) };
  expect(await finishDraft(bench, reply, asked)).toBe(reply);
});

it('a draft of which the gateway can make nothing fails the test', async () => {
  const failure = new GatewayError('upstream_incomplete', 'It broke off.');
  const next = () => Promise.reject(failure);
  const stream = { [Symbol.asyncIterator]: () => ({ next }) };
  const reply = draftReply({ ...head, stream });
  await expect(finishDraft(bench, reply, asked)).rejects.toThrow('the gateway makes no answer');
  // It is not told as if it had ended.
  const cut = await finishDraft(bench, streamOf(told.slice(0, 4)), { ...asked, stream: true });
  const frames = await framesOf(bench, { ...head, stream: cut.stream ?? expect.fail() });
  expect(toldResponse(frames).response.status).toBe('failed');
});
