import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { chatBody, openRaw, sendRaw } from '../../__fixtures__/raw-client.ts';
import { hugeBody, startUpstream, stream } from '../../upstream.ts';

const frameBytes = 64 * 1024;

function* endlessFrames() {
  while (true) yield `data: ${'x'.repeat(frameBytes - 8)}\n\n`;
}

/** Waits until a number has not changed for a while. */
async function settle(read: () => number): Promise<number> {
  for (let last = -1; last !== read(); ) {
    last = read();
    await sleep(150);
  }
  return read();
}

describe('delivery', () => {
  it('stops when the client does not read, goes on when it does, and ends when it leaves', async () => {
    await using upstream = await startUpstream({ script: [stream(endlessFrames())] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
    const request = await upstream.nextRequest();

    const unread = await settle(() => request.sentBytes);
    // What the buffers between two sockets hold: a few megabytes, and no more however long it
    // takes.
    expect(unread).toBeLessThan(32 * 1024 * 1024);

    let received = 0;
    response.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > unread + 4 * frameBytes) response.destroy();
    });
    expect(await request.closed).toBe('aborted');
    expect(request.sentBytes).toBeGreaterThan(unread);
    expect(request.sentFrames).toBe(request.sentBytes / frameBytes);
  });

  it('runs the cleanup of a generator whose client left', async () => {
    let cleaned = false;
    function* frames() {
      try {
        yield* endlessFrames();
      } finally {
        cleaned = true;
      }
    }
    await using upstream = await startUpstream({ script: [stream(frames())] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const request = await upstream.nextRequest();
    await once(outgoing, 'response');
    outgoing.destroy();
    await request.aborted;
    await expect.poll(() => cleaned).toBe(true);
  });

  it('counts every byte it handed over', async () => {
    await using upstream = await startUpstream({ script: [hugeBody(1_000_000)] });
    const reply = await sendRaw(`${upstream.url}/embeddings`, { body: {} });
    expect(reply.text).toHaveLength(1_000_000);
    expect(await upstream.requests[0]?.closed).toBe('finished');
    expect(upstream.requests[0]?.sentBytes).toBe(1_000_000);
  });
});
