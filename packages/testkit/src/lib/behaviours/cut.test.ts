import { describe, expect, it } from 'vitest';
import { chatRaw } from '../../__fixtures__/raw-client.ts';
import {
  compose,
  createGate,
  cutBeforeContent,
  cutBeforeDone,
  cutBeforeHeaders,
  cutMidStream,
  recordings,
  recordStream,
  respond,
  startUpstream,
  stream,
} from '../../upstream.ts';

const { frames, bytes } = recordings.chatText;

describe('cutBeforeHeaders', () => {
  it.each(['reset', 'fin'] as const)('drops the connection without a head (%s)', async (how) => {
    await using upstream = await startUpstream({ script: [cutBeforeHeaders({ how })] });
    expect(await chatRaw(upstream.url)).toMatchObject({
      status: 0,
      text: '',
      ending: 'ECONNRESET',
    });
    expect(await upstream.requests[0]?.closed).toBe('cut');
  });
});

describe('cutMidStream', () => {
  it('by default resets the connection right after the head', async () => {
    await using upstream = await startUpstream({ script: [cutMidStream()] });
    const reply = await chatRaw(upstream.url, { stream: true });
    expect(reply).toMatchObject({ status: 200, text: '', ending: 'ECONNRESET' });
  });

  it.each(['reset', 'fin'] as const)(
    'ends after so many frames, not in order (%s)',
    async (how) => {
      await using upstream = await startUpstream();
      upstream.script(compose(stream(frames), cutMidStream({ afterFrames: 3, how })));
      const reply = await chatRaw(upstream.url);
      expect(reply.text).toBe(frames.slice(0, 3).join(''));
      expect(reply.ending).toBe('ECONNRESET');
      expect(upstream.requests[0]).toMatchObject({ outcome: 'cut', sentFrames: 3 });
    },
  );

  it('tells a reset from an end that comes too early', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      compose(stream(frames), cutMidStream({ afterFrames: 1, how: 'reset' })),
      compose(stream(frames), cutMidStream({ afterFrames: 1, how: 'fin' })),
    );
    const causeOf = async () => {
      const response = await fetch(`${upstream.url}/chat/completions`, {
        method: 'POST',
        body: JSON.stringify({ model: 'm', messages: [] }),
      });
      const failure: unknown = await response.text().catch((error: unknown) => error);
      return (failure as { cause: { code: string } }).cause.code;
    };
    expect(await causeOf()).toBe('ECONNRESET');
    expect(await causeOf()).toBe('UND_ERR_SOCKET');
  });

  it('can end the body in order, or leave the connection open', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      compose(stream(frames), cutMidStream({ afterFrames: 2, how: 'end' })),
      compose(stream(frames), cutMidStream({ afterFrames: 2, how: 'stall' })),
    );
    const ended = await chatRaw(upstream.url);
    expect(ended).toMatchObject({ text: frames.slice(0, 2).join(''), ending: 'end' });
    const stalled = chatRaw(upstream.url);
    await upstream.nextRequest();
    const request = await upstream.nextRequest();
    await expect.poll(() => request.sentFrames).toBe(2);
    expect(request.outcome).toBeUndefined();
    await upstream.close();
    expect((await stalled).text).toBe(frames.slice(0, 2).join(''));
  });

  it('cuts at every byte of the default stream, whose length is known beforehand', async () => {
    const { request, bytes: whole } = recordStream('chat');
    await using upstream = await startUpstream();
    for (let at = 0; at <= whole.length; at++) {
      upstream.reset();
      upstream.script(cutMidStream({ afterBytes: at, how: 'fin' }));
      const reply = await chatRaw(upstream.url, request);
      expect(Buffer.concat(reply.chunks)).toEqual(Buffer.from(whole.subarray(0, at)));
      expect(reply.ending).toBe('ECONNRESET');
      expect(upstream.requests[0]?.sentBytes).toBe(at);
    }
  });

  it('stays cut when the connection is gone, and the client is not blamed', async () => {
    await using upstream = await startUpstream({ script: [cutMidStream({ how: 'fin' })] });
    await chatRaw(upstream.url);
    await expect.poll(() => upstream.connections().open).toBe(0);
    expect(upstream.requests[0]).toMatchObject({ outcome: 'cut', wasAborted: false });
  });

  it('gives the client time before a reset, in milliseconds', async () => {
    await using upstream = await startUpstream({ script: [cutMidStream({ settleMs: 80 })] });
    const startedAt = performance.now();
    expect((await chatRaw(upstream.url)).ending).toBe('ECONNRESET');
    expect(performance.now() - startedAt).toBeGreaterThan(75);
  });

  it('hands over every byte in front of a reset as well', async () => {
    await using upstream = await startUpstream();
    for (const at of [1, 2, 99, bytes.length - 1, bytes.length]) {
      upstream.script(compose(stream(frames), cutMidStream({ afterBytes: at })));
      const reply = await chatRaw(upstream.url);
      expect(Buffer.concat(reply.chunks)).toEqual(Buffer.from(bytes.subarray(0, at)));
      expect(reply.ending).toBe('ECONNRESET');
    }
  });

  it('cuts a JSON body short of its content-length', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      compose(respond({ json: { a: 'bcdef' } }), cutMidStream({ afterBytes: 4, how: 'fin' })),
    );
    const reply = await chatRaw(upstream.url);
    expect(reply).toMatchObject({ text: '{"a"', ending: 'ECONNRESET' });
    expect(reply.headers['content-length']).toBe('13');
  });
});

describe('cutBeforeContent', () => {
  it.each([
    ['chatText', 1],
    ['chatToolCalls', 1],
    ['chatLogprobs', 1],
    ['chatReasoning', 1],
    ['imagePartials', 0],
  ] as const)('sends of %s the %i frames that say nothing yet', async (name, count) => {
    await using upstream = await startUpstream();
    const recorded = recordings[name];
    upstream.script(compose(stream(recorded.frames), cutBeforeContent()));
    const reply = await chatRaw(upstream.url);
    expect(reply).toMatchObject({
      status: 200,
      text: recorded.frames.slice(0, count).join(''),
      ending: 'ECONNRESET',
    });
  });
});

describe('cutBeforeDone', () => {
  it('leaves out the last frame and ends in order', async () => {
    await using upstream = await startUpstream();
    upstream.script(compose(stream(frames), cutBeforeDone()));
    const reply = await chatRaw(upstream.url);
    expect(reply).toMatchObject({ text: frames.slice(0, -1).join(''), ending: 'end' });
    expect(reply.text).toContain('"finish_reason":"stop"');
  });

  it('can cut there as well', async () => {
    await using upstream = await startUpstream({ script: [cutBeforeDone({ how: 'reset' })] });
    const reply = await chatRaw(upstream.url, { stream: true });
    expect(reply.text).not.toContain('[DONE]');
    expect(reply.ending).toBe('ECONNRESET');
  });
});

describe('a cut behind a gate', () => {
  it.each([{ afterFrames: 2 }, { afterBytes: Buffer.byteLength(frames.slice(0, 2).join('')) }])(
    'does not wait for the frame it leaves out: %o',
    async (where) => {
      const gate = createGate();
      gate.release(2);
      await using upstream = await startUpstream();
      upstream.script(compose(stream(frames, { gate }), cutMidStream(where)));
      expect((await chatRaw(upstream.url)).text).toBe(frames.slice(0, 2).join(''));
    },
  );
});
