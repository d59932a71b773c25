import { describe, expect, it } from 'vitest';
import { chatRaw } from '../../__fixtures__/raw-client.ts';
import { doneFrame, sseFrame, startUpstream, stream } from '../../upstream.ts';

describe('stream', () => {
  it('writes bytes and text as they are and objects as data, each frame on its own', async () => {
    await using upstream = await startUpstream();
    const bytes = new TextEncoder().encode('data: {"b":"ü"}\n\n');
    upstream.script(stream([{ a: 1 }, sseFrame({ c: 2 }, 'named'), bytes, ': odd\n', doneFrame]));
    const reply = await chatRaw(upstream.url);
    expect(reply.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'transfer-encoding': 'chunked',
    });
    expect(reply.chunks.map(String)).toEqual([
      'data: {"a":1}\n\n',
      'event: named\ndata: {"c":2}\n\n',
      'data: {"b":"ü"}\n\n',
      ': odd\n',
      'data: [DONE]\n\n',
    ]);
  });

  it('takes status and headers', async () => {
    await using upstream = await startUpstream();
    upstream.script(
      stream(['x'], { status: 206, headers: { 'Content-Type': 'text/plain', 'x-own': '1' } }),
    );
    const reply = await chatRaw(upstream.url);
    expect(reply.status).toBe(206);
    expect(reply.headers).toMatchObject({ 'content-type': 'text/plain', 'x-own': '1' });
  });

  it('pauses in front of each frame, in milliseconds', async () => {
    await using upstream = await startUpstream();
    upstream.script(stream(['1', '2', '3'], { delayMs: 30 }));
    const startedAt = performance.now();
    const reply = await chatRaw(upstream.url);
    expect(performance.now() - startedAt).toBeGreaterThan(80);
    expect(reply.chunks.map(String)).toEqual(['1', '2', '3']);
  });
});
