import { describe, expect, test } from 'vitest';
import {
  chunkOf,
  completion,
  doneFrame,
  eventFrame,
  frameByFrame,
  jsonReply,
  streamOf,
  streamReply,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { postChat } from '../__fixtures__/requests.ts';
import { type Step, scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { GatewayError } from './errors.ts';
import { createGateway } from './gateway.ts';
import { type ChunkHook, type ChunkTransform, type Hooks, perStream } from './hooks.ts';

function gatewayWith(step: Step, hook: Omit<Hooks, 'name'>) {
  const events = recordEvents();
  const use = [{ name: 'hook', ...hook }, events];
  const providers = [scriptedProvider('a', step)];
  const gateway = createGateway({ providers, use, logger: recordLog() });
  return { gateway, events };
}

/** The data lines of a chat stream through one chunk hook. */
async function dataThrough(step: Step, onChunk: ChunkHook): Promise<string[]> {
  const { gateway } = gatewayWith(step, { onChunk });
  const reply = await gateway.fetch(postChat({ stream: true }));
  const lines = (await reply.text()).split('\n').filter((line) => line.startsWith('data: '));
  return lines.map((line) => line.slice('data: '.length));
}

const refuse = () => {
  throw new GatewayError('permission_denied', 'guarded');
};
const transform = (own: Partial<ChunkTransform>) =>
  perStream(() => ({ push: (event) => [event], end: () => [], ...own }));
const inOneRead = () => streamReply([streamOf('one', 'two')]);

describe('a chunk hook that throws', () => {
  test.each<[string, () => Step, ChunkHook]>([
    ['at the end, all in one read', () => inOneRead(), transform({ end: refuse })],
    [
      'at the end, one frame a read',
      () => frameByFrame(streamOf('one')),
      transform({ end: refuse }),
    ],
    ['at once, all in one read', () => inOneRead(), transform({ push: refuse })],
    [
      'at once, over a JSON answer',
      () => jsonReply(completion('one')),
      transform({ push: refuse }),
    ],
  ])('%s is never followed or preceded by a clean end', async (_, step, hook) => {
    const data = await dataThrough(step(), hook);
    expect(data.at(-1)).toContain('"guarded"');
    expect(data).not.toContain('[DONE]');
    expect(data.join('\n')).not.toContain('"finish_reason":"stop"');
  });

  test('takes nothing away of what hooks had let through in the same read', async () => {
    const hook: ChunkHook = (event) => (JSON.stringify(event).includes('two') ? refuse() : event);
    const data = await dataThrough(inOneRead(), hook);
    expect(data.some((line) => line.includes('"one"'))).toBe(true);
    expect(data.at(-1)).toContain('"guarded"');
  });
});

describe('a chunk hook that returns', () => {
  test('nothing lets the event stay', async () => {
    const data = await dataThrough(inOneRead(), () => undefined);
    expect(data.join('\n')).toContain('"one"');
    expect(data.at(-1)).toBe('[DONE]');
  });

  test.each([['text'], [[null]], [7]])(
    '%j, which is no event, fails the stream',
    async (result) => {
      const data = await dataThrough(inOneRead(), (() => result) as unknown as ChunkHook);
      expect(data.at(-1)).toContain('internal_error');
    },
  );
});

describe('chunks without choices', () => {
  test('keep their place before a chunk hook', async () => {
    const chunks = [textChunk('a'), chunkOf([], { heartbeat: 1 }), textChunk('b')];
    const frames = [...chunks.map((chunk) => eventFrame(chunk)), doneFrame];
    const data = await dataThrough(frameByFrame(frames), (event) => event);
    expect(data.map((line) => /"a"|heartbeat|"b"|DONE/.exec(line)?.[0])).toEqual([
      '"a"',
      'heartbeat',
      '"b"',
      'DONE',
    ]);
  });
});

describe('a hook that never answers', () => {
  const forever = () => new Promise<never>(() => {});

  test.each<[string, Omit<Hooks, 'name'>]>([
    ['onChunk', { onChunk: forever }],
    ['end', { onChunk: transform({ end: forever }) }],
    ['onError', { onChunk: refuse, onError: forever }],
  ])('in %s does not outlive the client', async (_, hook) => {
    const { gateway, events } = gatewayWith(frameByFrame(streamOf('one')), hook);
    const client = new AbortController();
    const reply = await gateway.fetch(postChat({ stream: true }, {}, client.signal));
    const reading = reply.text().catch(() => 'gone');
    await new Promise((resolve) => setTimeout(resolve, 20));
    client.abort();
    await reading;
    expect(events.settled.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  test('does not keep the gateway from telling clients that it closes', async () => {
    const { gateway, events } = gatewayWith(frameByFrame(streamOf('one')), { onChunk: forever });
    const reply = await gateway.fetch(postChat({ stream: true }));
    const reading = reply.text();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await gateway.close();
    expect(await reading).toContain('"unavailable"');
    expect(events.settled).toHaveLength(1);
  });
});

describe('reply headers from a hook', () => {
  const headersOf = async (headers: [string, string][]) => {
    const { gateway } = gatewayWith(jsonReply(completion('one')), {
      onResponse: () => ({ headers }),
    });
    return gateway.fetch(postChat({}));
  };

  test('cannot say where the body ends', async () => {
    const reply = await headersOf([
      ['Content-Length', '5'],
      ['transfer-encoding', 'chunked'],
      ['x-mine', 'yes'],
    ]);
    expect(reply.headers.get('content-length')).toBeNull();
    expect(reply.headers.get('transfer-encoding')).toBeNull();
    expect(reply.headers.get('x-mine')).toBe('yes');
    expect(await reply.text()).toContain('"one"');
  });

  test('that HTTP does not allow are an internal error with a request id', async () => {
    const reply = await headersOf([['x-mine', 'a\r\nset-cookie: b']]);
    expect(reply.status).toBe(500);
    expect(reply.headers.get('x-request-id')).toMatch(/^req_/);
    expect(reply.headers.get('set-cookie')).toBeNull();
  });
});

describe('upstream headers with names of object members', () => {
  test('stay behind like all others', async () => {
    const headers = { constructor: 'x', 'x-ratelimit-limit-requests': '7' };
    const { gateway } = gatewayWith(jsonReply(completion('one'), headers as never), {});
    const reply = await gateway.fetch(postChat({}));
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-ratelimit-limit-requests')).toBe('7');
  });
});

describe('a caller without a tenant', () => {
  test('is not let in', async () => {
    const authenticate = (() => ({ user: 'alice' })) as unknown as NonNullable<
      Hooks['authenticate']
    >;
    const { gateway } = gatewayWith(jsonReply(completion('one')), { authenticate });
    expect((await gateway.fetch(postChat({}))).status).toBe(500);
  });
});

describe('a target that comes back', () => {
  test('is probed by one of many calls that come at once', async () => {
    let failing = true;
    const asked: string[] = [];
    const answer = (id: string) => () => {
      asked.push(id);
      if (id === 'a' && failing) throw new GatewayError('upstream_unreachable', 'down');
      return jsonReply(completion(id));
    };
    const gateway = createGateway({
      providers: [scriptedProvider('a', answer('a')), scriptedProvider('b', answer('b'))],
      models: { m: ['a/m', 'b/m'] },
      cooldown: { failures: 1, cooldownMs: 30 },
      retry: { maxAttemptsPerTarget: 1 },
    });
    await gateway.fetch(postChat({ model: 'm' }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    asked.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => gateway.fetch(postChat({ model: 'm' }))));
    expect(asked.filter((id) => id === 'a')).toHaveLength(1);
    failing = false;
  });
});
