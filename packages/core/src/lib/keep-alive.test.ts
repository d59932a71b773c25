import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  doneFrame,
  eventFrame,
  frameByFrame,
  roleChunk,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { gatewayRequest, handleChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { GatewayError, UpstreamError } from './errors.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';

const comment = ': keep-alive\n\n';

function gatewayOver(steps: Step | readonly Step[], options: GatewayOptions = {}) {
  const provider = scriptedProvider('a', steps);
  const events = recordEvents();
  const { use = [], ...rest } = options;
  const gateway = createGateway({
    providers: [provider],
    use: [...use, events],
    logger: recordLog(),
    ...rest,
  });
  return { gateway, provider, events };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('an upstream that thinks', () => {
  test('is covered by a comment after 15 seconds, and after every 15 more', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply);
    let status = 0;
    const replying = gateway.handle(handleChat({ stream: true })).then((reply) => {
      status = reply.status;
      return reply;
    });
    await pass(14_999);
    expect(status).toBe(0);
    await pass(1);
    expect(status).toBe(200);
    const pieces = piecesOf(await replying);
    expect(await nextText(pieces)).toBe(comment);
    for (let more = 0; more < 3; more++) {
      const next = nextText(pieces);
      await pass(15_000);
      expect(await next).toBe(comment);
    }
    upstream.push(...streamOf('hi'));
    expect(readTale((await nextText(pieces)) ?? '')).toMatchObject({ text: 'hi', isDone: true });
    expect(await nextText(pieces)).toBeUndefined();
  });

  test('before its head, so that nothing at all has come, is covered too', async () => {
    const { gateway, events } = gatewayOver(
      () =>
        new Promise((resolve) => setTimeout(() => resolve(frameByFrame(streamOf('hi'))), 40_000)),
    );
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(15_000);
    const text = textOfReply(await replying);
    await pass(25_000);
    expect((await text).startsWith(comment + comment)).toBe(true);
    expect(readTale(await text)).toMatchObject({ text: 'hi', isDone: true });
    expect(events.settled).toMatchObject([{ outcome: 'completed' }]);
  });

  test('in the middle of its answer is covered after as long a silence', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply);
    upstream.push(eventFrame(textChunk('a')));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    await nextText(pieces);
    const next = nextText(pieces);
    await pass(14_000);
    upstream.push(eventFrame(textChunk('b')));
    expect(await next).toContain('"b"');
    const silence = nextText(pieces);
    await pass(14_999);
    let isHeard = false;
    void silence.then(() => {
      isHeard = true;
    });
    await pass(0);
    expect(isHeard).toBe(false);
    await pass(1);
    expect(await silence).toBe(comment);
    upstream.push(doneFrame);
    expect(await nextText(pieces)).toContain('[DONE]');
    await pieces.return?.();
  });

  test('is asked for its next read once, however many comments go out meanwhile', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply);
    upstream.push(eventFrame(textChunk('a')));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    await nextText(pieces);
    for (let silence = 0; silence < 5; silence++) {
      const next = nextText(pieces);
      await pass(15_000);
      expect(await next).toBe(comment);
    }
    expect([upstream.asked, upstream.waiting]).toEqual([2, 1]);
    await pieces.return?.();
  });

  test('may still fail unseen: another try, after the first comment', async () => {
    const slowFailure: Step = () =>
      new Promise((_, reject) =>
        setTimeout(() => reject(new GatewayError('upstream_unreachable', 'reset')), 16_000),
      );
    const { gateway, events } = gatewayOver([slowFailure, () => frameByFrame(streamOf('hi'))]);
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(15_000);
    const text = textOfReply(await replying);
    await pass(2000);
    expect(readTale(await text)).toMatchObject({ text: 'hi', isDone: true, error: undefined });
    expect(events.attempts).toEqual(['a1 502', 'a2 ok']);
  });

  test('and then fails for good tells it inside the stream: the status is gone', async () => {
    const { gateway, events } = gatewayOver(
      () =>
        new Promise((_, reject) => {
          const refusal = new UpstreamError('Too long.', { provider: 'a', upstreamStatus: 400 });
          setTimeout(() => reject(refusal), 20_000);
        }),
      {
        use: [
          {
            name: 'polite',
            onError: (_ctx, { message }) => new GatewayError('unavailable', `Sorry: ${message}`),
          },
        ],
      },
    );
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(15_000);
    const reply = await replying;
    expect(reply.status).toBe(200);
    const text = textOfReply(reply);
    await pass(5000);
    expect(await text).toBe(
      `${comment}data: {"error":{"message":"Sorry: Too long.","type":"server_error","param":null,"code":"unavailable"}}\n\n`,
    );
    expect(events.settled).toMatchObject([
      { outcome: 'failed', status: 200, error: { message: 'Too long.' } },
    ]);
  });

  test('and then dies without a word tells that inside the stream', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply, { retry: { maxAttempts: 1 } });
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(15_000);
    const text = textOfReply(await replying);
    upstream.push(eventFrame(roleChunk()));
    upstream.end();
    const tale = readTale((await text).slice(comment.length));
    expect(tale).toMatchObject({ error: { code: 'upstream_incomplete' }, isDone: false });
  });

  test('stops when the client leaves, between two comments or before the first', async () => {
    for (const waitsMs of [5000, 20_000]) {
      const client = new AbortController();
      const { gateway, provider, events } = gatewayOver(untilAborted);
      const replying = gateway.handle(handleChat({ stream: true }, client.signal));
      await pass(waitsMs);
      client.abort();
      const reply = await replying;
      await textOfReply(reply);
      expect(provider.calls[0]?.signal.aborted).toBe(true);
      expect(events.settled).toMatchObject([{ outcome: 'cancelled' }]);
      expect(vi.getTimerCount()).toBe(0);
    }
  });

  test('stops when the client leaves after the head without having read anything', async () => {
    const { gateway, provider, events } = gatewayOver(untilAborted);
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(15_000);
    await piecesOf(await replying).return?.();
    expect(provider.calls[0]?.signal.aborted).toBe(true);
    expect(events.settled).toMatchObject([{ outcome: 'cancelled' }]);
  });
});

describe('what is sent', () => {
  test.each<[string, object, string]>([
    [
      '/v1/chat/completions',
      { messages: [{ role: 'user', content: 'x' }] },
      'data: {"id":"","object":"chat.completion.chunk","created":0,"model":"","choices":[]}\n\n',
    ],
    ['/v1/images/generations', { prompt: 'x' }, 'event: keepalive\ndata: {"type":"keepalive"}\n\n'],
    ['/v1/responses', { input: 'x' }, 'event: keepalive\ndata: {"type":"keepalive"}\n\n'],
  ])('may be an event, for clients that cannot see comments: %s', async (path, words, expected) => {
    const { gateway } = gatewayOver(untilAborted, { keepAlive: { as: 'event', afterMs: 100 } });
    const body = { model: 'm', stream: true, ...words };
    const replying = gateway.handle(gatewayRequest('POST', path, { body }));
    await pass(100);
    const pieces = piecesOf(await replying);
    expect(await nextText(pieces)).toBe(expected);
    await pieces.return?.();
  });

  test('may be nothing: then the head waits as long as it takes', async () => {
    const { gateway } = gatewayOver(
      () =>
        new Promise((resolve) => setTimeout(() => resolve(frameByFrame(streamOf('hi'))), 600_000)),
      { keepAlive: { afterMs: false } },
    );
    const replying = gateway.handle(handleChat({ stream: true }));
    await pass(600_000);
    expect(readTale(await textOfReply(await replying)).frames).toHaveLength(4);
  });

  test('is nothing in a JSON reply, and no timer runs for one', async () => {
    const { gateway } = gatewayOver(untilAborted);
    const client = new AbortController();
    const replying = gateway.handle(handleChat({}, client.signal));
    await pass(1000);
    expect(vi.getTimerCount()).toBe(0);
    client.abort();
    await replying;
  });

  test('is nothing where the upstream itself sends comments often enough', async () => {
    const upstream = controlledStream();
    const { gateway } = gatewayOver(upstream.reply);
    upstream.push(eventFrame(textChunk('a')));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    await nextText(pieces);
    for (let beat = 0; beat < 5; beat++) {
      const next = nextText(pieces);
      await pass(10_000);
      upstream.push({ kind: 'comment', raw: new TextEncoder().encode(': beat\n\n') });
      expect(await next).toBe(': beat\n\n');
    }
    await pieces.return?.();
  });
});
