import type { ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { framesOfEvents, textEvents, upstreamResponse } from '../../__fixtures__/responses-wire.ts';
import { UpstreamError } from '../errors.ts';
import type { EventFrame, StreamStamp } from '../operation.ts';
import { encodeFrame } from '../sse.ts';
import { createStamp } from './stamp.ts';

type Members = Record<string, unknown>;

function stampFor(
  request: ResponsesRequest = { model: 'm', input: 'hi' },
  model?: string,
  described?: Members,
) {
  let ids = 0;
  const createId = (prefix: string) => `${prefix}_${++ids}`;
  return createStamp({ request, model, described, createId, nowSeconds: () => 1_800_000_000 });
}

function takeAll(stamp: StreamStamp<'responses'>, events: readonly Members[]): Members[] {
  return events.flatMap((event) =>
    stamp.take(event as unknown as ResponsesStreamEvent),
  ) as unknown as Members[];
}

/** The snapshot in an event. */
const responseIn = (event: Members | undefined) => (event?.response ?? {}) as Members;

const textOfFrames = (frames: readonly EventFrame[]) =>
  frames.map((frame) => new TextDecoder().decode(encodeFrame(frame))).join('');

const typesOf = (events: readonly Members[]) => events.map(({ type }) => type);

const created = { type: 'response.created', response: { model: 'up' } };
const message = {
  id: 'msg_a',
  type: 'message',
  status: 'in_progress',
  role: 'assistant',
  content: [],
};
const call = { id: 'fc_a', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '' };
const at = { item_id: 'msg_a', output_index: 0, content_index: 0 };
const textPart = { type: 'output_text', text: '', annotations: [] };

const draft: readonly Members[] = [
  created,
  { type: 'response.output_item.added', output_index: 0, item: message },
  { type: 'response.content_part.added', ...at, part: textPart },
  { type: 'response.output_text.delta', ...at, delta: 'Hel' },
  { type: 'response.output_text.delta', ...at, delta: 'lo' },
  { type: 'response.output_item.done', output_index: 0, item: { id: 'msg_a', type: 'message' } },
  { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 1 } } },
];

describe('the stamp on what a conversion made', () => {
  test('derives every event that follows from starts and deltas, in order and numbered', () => {
    const events = takeAll(stampFor(), draft);
    expect(typesOf(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    const part = { type: 'output_text', text: 'Hello', annotations: [] };
    expect(events[6]).toMatchObject({ ...at, text: 'Hello' });
    expect(events[7]).toMatchObject({ ...at, part });
    const item = { ...message, status: 'completed', content: [part] };
    expect(events[8]).toMatchObject({ output_index: 0, item });
    expect(events[9]).toMatchObject({
      response: { status: 'completed', model: 'up', output: [item], usage: { input_tokens: 1 } },
    });
  });

  test('says all members of a response, and the same identity in all snapshots', () => {
    const request: ResponsesRequest = {
      model: 'm',
      input: 'hi',
      temperature: 0.2,
      max_output_tokens: 99,
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      safety_identifier: 's',
      tools: [{ type: 'function', name: 'f' }],
      tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'f' }] },
    };
    const events = takeAll(stampFor(request), draft);
    const first = responseIn(events[0]);
    const last = responseIn(events.at(-1));
    expect(first).toStrictEqual({
      id: 'resp_1',
      object: 'response',
      created_at: 1_800_000_000,
      completed_at: null,
      status: 'in_progress',
      incomplete_details: null,
      model: 'up',
      previous_response_id: null,
      instructions: null,
      output: [],
      error: null,
      tools: [{ type: 'function', name: 'f', description: null, parameters: null, strict: null }],
      tool_choice: {
        type: 'allowed_tools',
        tools: [{ type: 'function', name: 'f' }],
        mode: 'auto',
      },
      truncation: 'disabled',
      parallel_tool_calls: true,
      text: { format: { type: 'text' } },
      top_p: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      top_logprobs: 0,
      temperature: 0.2,
      reasoning: { effort: null, summary: null },
      usage: null,
      max_output_tokens: 99,
      max_tool_calls: null,
      store: true,
      background: false,
      service_tier: 'default',
      metadata: { a: 'b' },
      safety_identifier: 's',
      prompt_cache_key: 'k',
    });
    const changed = ['status', 'completed_at', 'output', 'usage'];
    for (const name of Object.keys(first).filter((member) => !changed.includes(member))) {
      expect(last[name], name).toStrictEqual(first[name]);
    }
  });

  test('an answer without usage is counted, and says that it was', () => {
    const events = takeAll(stampFor({ model: 'm', input: 'x'.repeat(40) }), [
      ...draft.slice(0, -1),
      { type: 'response.completed', response: {} },
    ]);
    expect(responseIn(events.at(-1)).usage).toMatchObject({
      input_tokens: 10,
      output_tokens: 2,
      total_tokens: 12,
      estimated: true,
    });
  });

  test('items keep the order of their beginning where they interleave', () => {
    const second = { ...call, id: 'fc_b', call_id: 'call_2', name: 'g' };
    const delta = 'response.function_call_arguments.delta';
    const events = takeAll(stampFor(), [
      created,
      { type: 'response.output_item.added', output_index: 0, item: call },
      { type: 'response.output_item.added', output_index: 1, item: second },
      { type: delta, item_id: 'fc_b', output_index: 1, delta: '{"b"' },
      { type: delta, item_id: 'fc_a', output_index: 0, delta: '{}' },
      { type: delta, item_id: 'fc_b', output_index: 1, delta: ':1}' },
      { type: 'response.output_item.done', output_index: 1, item: { id: 'fc_b' } },
      { type: 'response.output_item.done', output_index: 0, item: { id: 'fc_a' } },
      { type: 'response.completed', response: {} },
    ]);
    expect(responseIn(events.at(-1)).output).toStrictEqual([
      { ...call, arguments: '{}', status: 'completed' },
      { ...second, arguments: '{"b":1}', status: 'completed' },
    ]);
  });

  test('what is still open when the response is cut off is incomplete, and the last', () => {
    const events = takeAll(stampFor(), [
      ...draft.slice(0, 5),
      {
        type: 'response.incomplete',
        response: { incomplete_details: { reason: 'max_output_tokens' } },
      },
    ]);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        completed_at: null,
        incomplete_details: { reason: 'max_output_tokens' },
        output: [{ status: 'incomplete', content: [{ text: 'Hello' }] }],
      },
    });
  });

  test('reasoning stays opaque to a client that did not ask, and is whole for ours', () => {
    const reasoning = { id: 'rs_a', type: 'reasoning', summary: [] };
    const stamp = stampFor();
    const events = takeAll(stamp, [
      created,
      { type: 'response.output_item.added', output_index: 0, item: reasoning },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { id: 'rs_a', type: 'reasoning', encrypted_content: 'opaque' },
      },
      { type: 'response.completed', response: {} },
    ]);
    expect(JSON.stringify(events)).not.toContain('opaque');
    expect(stamp.response()?.output).toMatchObject([{ encrypted_content: 'opaque' }]);
    const asked = stampFor({ model: 'm', include: ['reasoning.encrypted_content'] });
    const shown = takeAll(asked, [
      created,
      { type: 'response.output_item.added', output_index: 0, item: reasoning },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: { id: 'rs_a', encrypted_content: 'opaque' },
      },
    ]);
    expect(shown.at(-1)).toMatchObject({ item: { encrypted_content: 'opaque' } });
  });

  test('places close up where a hook took an item out', () => {
    const events = takeAll(stampFor(), [
      created,
      { type: 'response.output_text.delta', ...at, delta: 'of an item that is not there' },
      { type: 'response.output_item.added', output_index: 1, item: call },
      { type: 'response.output_item.done', output_index: 1, item: { id: 'fc_a' } },
      { type: 'response.completed', response: {} },
    ]);
    expect(events.slice(2).map(({ output_index }) => output_index)).toEqual([0, 0, 0, undefined]);
  });

  test('a failure ends the stream with an error and the response as far as it had come', () => {
    const stamp = stampFor();
    takeAll(stamp, draft.slice(0, 4));
    const error = new UpstreamError('Overloaded', {
      provider: 'p',
      upstreamStatus: 503,
      upstreamCode: 'server_error',
    });
    expect(stamp.fail(error)).toMatchObject([
      { type: 'error', sequence_number: 5, error: { code: 'server_error', message: 'Overloaded' } },
      {
        type: 'response.failed',
        sequence_number: 6,
        response: {
          status: 'failed',
          error: { code: 'server_error', message: 'Overloaded' },
          output: [{ status: 'incomplete', content: [{ text: 'Hel' }] }],
        },
      },
    ]);
  });

  test('a failure before anything else still begins with the beginning', () => {
    const events = stampFor().fail(new UpstreamError('No', { provider: 'p', upstreamStatus: 500 }));
    expect(typesOf(events as unknown as Members[])).toEqual([
      'response.created',
      'response.in_progress',
      'error',
      'response.failed',
    ]);
  });
});

describe('the stamp on the stream of a native upstream', () => {
  const pass = (stamp: StreamStamp<'responses'>, events: readonly Members[]) =>
    framesOfEvents(events).flatMap((frame) =>
      stamp.pass(frame as EventFrame<ResponsesStreamEvent>),
    );

  test('passes the bytes of all but snapshots', () => {
    const events = textEvents('Hel', 'lo');
    const originals = framesOfEvents(events);
    const passed = pass(stampFor(), events);
    for (const [position, frame] of passed.entries()) {
      const isSnapshot = 'response' in (events[position] as Members);
      if (isSnapshot) continue;
      expect(encodeFrame(frame)).toEqual(encodeFrame(originals[position] as EventFrame));
    }
  });

  test('in snapshots it writes only what the client would miss or not know', () => {
    const text =
      'event: response.completed\ndata: {"type":"response.completed","sequence_number":7,"response":{"id":"resp_up","big":12345678901234567890,"store":false,"prompt_cache_key":"hash","output":[]}}\n\n';
    const stamp = stampFor({ model: 'm', prompt_cache_key: 'mine' });
    const event = JSON.parse(text.slice(text.indexOf('{')));
    const raw = new TextEncoder().encode(text);
    const passed = stamp.pass({ kind: 'event', name: event.type, event, raw });
    const written = textOfFrames(passed);
    expect(written).toContain(
      '"id":"resp_up","big":12345678901234567890,"store":true,"prompt_cache_key":"mine","output":[]',
    );
    expect(written).toContain('"presence_penalty":0');
    expect(stamp.response()).toMatchObject({
      id: 'resp_up',
      store: true,
      prompt_cache_key: 'mine',
    });
  });

  test('goes on numbering where the upstream broke off', () => {
    const stamp = stampFor();
    pass(stamp, textEvents('Hel', 'lo').slice(0, 5));
    const error = new UpstreamError('Cut', { provider: 'p', upstreamStatus: 502 });
    expect(stamp.fail(error)).toMatchObject([
      { type: 'error', sequence_number: 5 },
      {
        type: 'response.failed',
        sequence_number: 6,
        response: { id: 'resp_up', output: [{ id: 'msg_up', content: [{ text: 'Hel' }] }] },
      },
    ]);
  });

  test('keeps the whole response of its end', () => {
    const stamp = stampFor();
    pass(stamp, textEvents('Hello'));
    expect(stamp.response()).toMatchObject({ ...upstreamResponse(), store: true });
  });
});

describe('the stamp on a response that was queued', () => {
  const described = { id: 'resp_ours', created_at: 1_700_000_001, model: 'mine', status: 'queued' };
  const queuedStamp = (model?: string) => stampFor({ model: 'm', input: 'hi' }, model, described);
  const begun = upstreamResponse({ status: 'in_progress', output: [], usage: null });
  const rest = textEvents('Hel', 'lo').slice(2);

  function expectQueued(events: readonly Members[]) {
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
    expect(
      events.slice(0, 3).map(({ type, response }) => [type, (response as Members).status]),
    ).toEqual([
      ['response.created', 'queued'],
      ['response.queued', 'queued'],
      ['response.in_progress', 'in_progress'],
    ]);
    const { status: _, ...identity } = described;
    const snapshots = events.filter(({ response }) => response).map(responseIn);
    for (const snapshot of snapshots) expect(snapshot).toMatchObject(identity);
    expect(snapshots).toHaveLength(4);
  }

  test.each([
    [[]],
    [['created']],
    [['created', 'in_progress']],
    [['created', 'queued', 'in_progress']],
    [['in_progress']],
  ])('begins with its queue and goes on from there, native, behind %j', (names) => {
    const beginning = names.map((name) => ({ type: `response.${name}`, response: begun }));
    const events = [...beginning, ...rest].map((event, sequence_number) => ({
      ...event,
      sequence_number,
    }));
    const stamp = queuedStamp();
    const passed = framesOfEvents(events).flatMap((frame) =>
      stamp.pass(frame as EventFrame<ResponsesStreamEvent>),
    );
    const written = textOfFrames(passed)
      .split('\n')
      .filter((line) => line.startsWith('data: '))
      .map((line) => JSON.parse(line.slice(6)) as Members);
    expectQueued(written);
    expect(passed.map(({ event }) => event)).toEqual(written);
    expect(typesOf(written.slice(3))).toEqual(typesOf(rest));
  });

  test('keeps all bytes of a native event but its number', () => {
    const stamp = queuedStamp();
    const text = (number: number) =>
      `event: response.output_item.added\ndata: {"type": "response.output_item.added", "sequence_number": ${number}, "output_index":0, "item":{"id":"x","big":12345678901234567890}}\n\n`;
    const event = JSON.parse(text(2).slice(text(2).indexOf('{')));
    const raw = new TextEncoder().encode(text(2));
    const passed = stamp.pass({ kind: 'event', name: event.type, event, raw });
    expect(textOfFrames(passed.slice(3))).toBe(text(3));
  });

  test.each([undefined, 'requested'])('so it is where a conversion made it: %s', (model) => {
    const events = takeAll(queuedStamp(model), draft);
    expectQueued(events);
    expect(events[3]).toMatchObject({ type: 'response.output_item.added' });
  });

  test('and where it fails before anything else', () => {
    const error = new UpstreamError('No', { provider: 'p', upstreamStatus: 500 });
    const events = queuedStamp().fail(error) as unknown as Members[];
    expectQueued(events);
    expect(typesOf(events.slice(3))).toEqual(['error', 'response.failed']);
  });
});
