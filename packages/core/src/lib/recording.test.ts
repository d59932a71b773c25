import { describe, expect, test } from 'vitest';
import { frameByFrame, jsonReply, streamOf } from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordLog } from '../__fixtures__/records.ts';
import { gatewayRequest } from '../__fixtures__/requests.ts';
import {
  framesOfEvents,
  messageItem,
  textEvents,
  upstreamResponse,
} from '../__fixtures__/responses-wire.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { describedAs } from './described-as.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import type { Hooks, RecordedEnd } from './hooks.ts';

interface Recorded {
  readonly hook: Hooks;
  readonly types: string[];
  readonly bytes: () => string;
  readonly ends: RecordedEnd[];
}

function recorder(more: Partial<Hooks> = {}): Recorded {
  const types: string[] = [];
  const ends: RecordedEnd[] = [];
  let bytes = '';
  const hook: Hooks = {
    name: 'recorder',
    record: () => ({
      event(event, written) {
        types.push((event as { type: string }).type);
        bytes += new TextDecoder().decode(written);
      },
      end: (end) => void ends.push(end),
    }),
    ...more,
  };
  return { hook, types, bytes: () => bytes, ends };
}

function ask(
  step: Step,
  use: readonly Hooks[],
  options: GatewayOptions = {},
  members: object = {},
) {
  const provider = scriptedProvider('a', step, {
    capabilities: { apis: ['responses', 'chat'] },
  });
  const gateway = createGateway({ providers: [provider], use, logger: recordLog(), ...options });
  const body = JSON.stringify({ model: 'm', input: 'hi', stream: true, ...members });
  const controller = new AbortController();
  const request = gatewayRequest('POST', '/v1/responses', { body, signal: controller.signal });
  return { gateway, reply: gateway.handle(request), leave: () => controller.abort() };
}

const native: Step = () => frameByFrame(framesOfEvents(textEvents('Hel', 'lo')));

describe('a recorder', () => {
  test('has the bytes that went out, and the response they told', async () => {
    const { hook, bytes, ends } = recorder();
    const text = await textOfReply(await ask(native, [hook]).reply);
    expect(`${bytes()}data: [DONE]\n\n`).toBe(text);
    expect(ends).toMatchObject([
      { outcome: 'completed', response: { status: 'completed', output: [messageItem('Hello')] } },
    ]);
  });

  test('sees what chunk hooks made of it, wherever it stands', async () => {
    const shout: Hooks = {
      name: 'shout',
      onChunk: (event) =>
        'delta' in event && typeof event.delta === 'string'
          ? ({ ...event, delta: event.delta.toUpperCase() } as typeof event)
          : event,
    };
    const { hook, bytes, ends } = recorder();
    await textOfReply(await ask(native, [hook, shout]).reply);
    expect(bytes()).toContain('HEL');
    expect(bytes()).not.toContain('Hel');
    expect(ends[0]?.response).toMatchObject({ output: [{ content: [{ text: 'HELLO' }] }] });
  });

  test('is done before the last frame goes out', async () => {
    const order: string[] = [];
    const { hook } = recorder({
      record: () => ({
        async end() {
          await new Promise((resolve) => setTimeout(resolve, 5));
          order.push('end');
        },
      }),
    });
    const pieces = piecesOf(await ask(native, [hook]).reply);
    for (let text = await nextText(pieces); text !== undefined; text = await nextText(pieces)) {
      if (text.includes('[DONE]')) order.push('last frame');
    }
    expect(order).toEqual(['end', 'last frame']);
  });

  test('has the whole answer of one that was not streamed', async () => {
    const { hook, types, ends } = recorder();
    const step: Step = () => jsonReply(upstreamResponse());
    const reply = await ask(step, [hook], {}, { stream: false }).reply;
    expect(JSON.parse(await textOfReply(reply))).toMatchObject({ id: 'resp_up' });
    expect(types).toEqual([]);
    expect(ends).toMatchObject([{ outcome: 'completed', response: { id: 'resp_up' } }]);
  });

  test.each(['before', 'while'])(
    'ends an answer when what it writes is lost: %s it goes out',
    async (when) => {
      const lost = new AbortController();
      const reason = new GatewayError('unavailable', 'Somebody else has it.');
      if (when === 'before') lost.abort(reason);
      const upstream = controlledStream();
      const { hook, ends } = recorder();
      const losing: Hooks = {
        ...hook,
        record: (ctx) => ({ end: () => {}, ...hook.record?.(ctx), lost: lost.signal }),
      };
      const { reply } = ask(upstream.reply, [losing]);
      upstream.push(...framesOfEvents(textEvents('Hel', 'lo').slice(0, 5)));
      const pieces = piecesOf(await reply);
      let text = await nextText(pieces);
      lost.abort(reason);
      for (let next = text; next !== undefined; next = await nextText(pieces)) text = next;
      expect(text).toContain('Somebody else has it.');
      expect(text).toContain('response.failed');
      expect(ends).toMatchObject([{ outcome: 'failed', response: { status: 'failed' } }]);
    },
  );

  test.each([
    ['an error of ours', new GatewayError('unavailable', 'The store is full.'), 503],
    ['any other', new Error('full'), 200],
  ])(
    'that cannot write down a whole answer decides what its client gets: %s',
    async (_, error, status) => {
      const { hook } = recorder({ record: () => ({ end: () => Promise.reject(error) }) });
      const step: Step = () => jsonReply(upstreamResponse());
      const reply = await ask(step, [hook], {}, { stream: false }).reply;
      expect(reply.status).toBe(status);
      expect(await textOfReply(reply)).toContain(status === 503 ? error.message : 'resp_up');
      const streamed = await textOfReply(await ask(native, [hook]).reply);
      expect(streamed).toContain('response.completed');
    },
  );

  test('has the error that ended a stream, and what there was before it', async () => {
    const upstream = controlledStream();
    const { hook, types, ends } = recorder();
    const { reply } = ask(upstream.reply, [hook]);
    upstream.push(...framesOfEvents(textEvents('Hel', 'lo').slice(0, 5)));
    upstream.fail(new Error('gone'));
    await textOfReply(await reply);
    expect(types.slice(-2)).toEqual(['error', 'response.failed']);
    expect(ends).toMatchObject([
      { outcome: 'failed', response: { status: 'failed', output: [{ type: 'message' }] } },
    ]);
  });

  test('hears of a client that leaves, with what it had been given', async () => {
    const upstream = controlledStream();
    const { hook, ends } = recorder();
    const { reply } = ask(upstream.reply, [hook]);
    upstream.push(...framesOfEvents(textEvents('Hel', 'lo').slice(0, 5)));
    const pieces = piecesOf(await reply);
    await pieces.next();
    await pieces.return?.(undefined);
    expect(ends).toMatchObject([
      { outcome: 'cancelled', response: { output: [{ content: [{ text: 'Hel' }] }] } },
    ]);
  });

  test('of an answer that never began is not asked', async () => {
    const { hook, ends } = recorder();
    const step: Step = () => {
      throw new UpstreamError('No.', { provider: 'a', upstreamStatus: 400 });
    };
    expect((await ask(step, [hook]).reply).status).toBe(400);
    expect(ends).toEqual([]);
  });

  test('that fails takes nothing from the client, and is logged', async () => {
    const log = recordLog();
    const failing: Hooks = {
      name: 'failing',
      record: () => ({
        event() {
          throw new Error('disk');
        },
        end: () => Promise.reject(new Error('full')),
      }),
    };
    const text = await textOfReply(await ask(native, [failing], { logger: log }).reply);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    expect(log.lines.map(({ fields }) => (fields.cause as Error).message)).toContain('full');
  });

  test('that does not want this answer is left alone', async () => {
    const { hook, ends } = recorder({ record: () => undefined });
    await textOfReply(await ask(native, [hook]).reply);
    expect(ends).toEqual([]);
  });

  test('of a chat gets what was told', async () => {
    const { hook, ends } = recorder();
    const provider = scriptedProvider('a', () => frameByFrame(streamOf('hi')));
    const gateway = createGateway({ providers: [provider], use: [hook], logger: recordLog() });
    const body = JSON.stringify({
      model: 'm',
      messages: [{ role: 'user', content: 'hi' }],
      stream: true,
    });
    await textOfReply(
      await gateway.handle(gatewayRequest('POST', '/v1/chat/completions', { body })),
    );
    expect(ends).toMatchObject([
      { outcome: 'completed', response: { choices: [{ message: { content: 'hi' } }] } },
    ]);
  });
});

describe('what a hook says of the response to come', () => {
  const naming: Hooks = {
    name: 'naming',
    wrapRun(ctx, next) {
      ctx.set(describedAs, { id: 'resp_ours', conversation: { id: 'conv_1' } });
      return next();
    },
  };

  test.each([
    ['native', native],
    ['converted', () => frameByFrame(streamOf('hi'))],
  ] satisfies [string, Step][])('is in all its snapshots: %s', async (name, step) => {
    const models = { m: { provider: 'a', api: name === 'native' ? 'responses' : 'chat' } } as const;
    const text = await textOfReply(await ask(step, [naming], { models }).reply);
    const snapshots = text
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)))
      .filter((event) => event.response);
    expect(snapshots).toHaveLength(3);
    for (const { response } of snapshots) {
      expect(response).toMatchObject({ id: 'resp_ours', conversation: { id: 'conv_1' } });
    }
  });

  test('is in a whole answer', async () => {
    const step: Step = () => jsonReply(upstreamResponse());
    const reply = await ask(step, [naming], {}, { stream: false }).reply;
    expect(JSON.parse(await textOfReply(reply))).toMatchObject({
      id: 'resp_ours',
      conversation: { id: 'conv_1' },
    });
  });

  test('may come from onRequest hooks too: a stream describes the request that goes on', async () => {
    const tagging: Hooks = {
      name: 'tagging',
      onRequest: (ctx) => ({
        request: (ctx.request as never as { with(edits: object): typeof ctx.request }).with({
          metadata: { tag: 'x' },
        }),
      }),
    };
    const { hook, ends } = recorder();
    await textOfReply(await ask(native, [hook, tagging]).reply);
    expect(ends[0]?.response).toMatchObject({ metadata: { tag: 'x' } });
  });
});

test('a hook makes calls on somebody’s behalf through its door', async () => {
  const seen: unknown[] = [];
  const asked: unknown[] = [];
  const caller: Hooks = {
    name: 'caller',
    async start(door) {
      for (const isPrepared of [false, true]) {
        const body = { model: `m ${isPrepared}`, messages: [{ role: 'user', content: 'hi' }] };
        const request = gatewayRequest('POST', '/v1/chat/completions', { body });
        const reply = await door.handle(request, { tenant: 'ada' }, { isPrepared });
        seen.push([reply.status, await textOfReply(reply)]);
      }
    },
    onRequest: ({ model }) => void asked.push(model),
  };
  const gateway = createGateway({
    providers: [scriptedProvider('a', () => jsonReply({ choices: [] }))],
    use: [caller],
  });
  await gateway.start();
  expect(seen).toEqual([
    [200, '{"choices":[]}'],
    [200, '{"choices":[]}'],
  ]);
  // One that request hooks have seen is not shown to them again.
  expect(asked).toEqual(['m false']);
});
