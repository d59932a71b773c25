import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { chatBody, chatRaw, openRaw } from '../../__fixtures__/raw-client.ts';
import { hugeBody, startUpstream } from '../../upstream.ts';

describe('hugeBody', () => {
  it.each([16, 65_536, 200_001])('is a JSON object of exactly %i bytes', async (bytes) => {
    await using upstream = await startUpstream({ script: [hugeBody(bytes)] });
    const reply = await chatRaw(upstream.url);
    expect(reply.text).toHaveLength(bytes);
    expect(JSON.parse(reply.text)).toHaveProperty('padding');
    expect(reply.headers['content-length']).toBeUndefined();
  });

  it('is as a frame one line of an event stream that does not end', async () => {
    await using upstream = await startUpstream({ script: [hugeBody(100_000, { as: 'frame' })] });
    const reply = await chatRaw(upstream.url);
    expect(reply.headers['content-type']).toContain('text/event-stream');
    expect(reply.text).toMatch(/^data: \{"padding":"x+$/);
    expect(reply.text).toHaveLength(100_000);
  });

  it('may be larger than memory: it is made as it is sent', async () => {
    await using upstream = await startUpstream({ script: [hugeBody(2 ** 50)] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(response, 'data');
    response.destroy();
    expect(await upstream.requests[0]?.closed).toBe('aborted');
  });

  it('refuses a size it cannot have', () => {
    expect(() => hugeBody(15)).toThrow(RangeError);
  });
});
