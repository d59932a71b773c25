import { describe, expect, it, vi } from 'vitest';
import { chatBody, chatRaw, openRaw } from '../../__fixtures__/raw-client.ts';
import {
  hangsMidStream,
  neverAnswers,
  paced,
  slowFirstByte,
  startUpstream,
} from '../../upstream.ts';

describe('slowFirstByte', () => {
  it('keeps head and body back', async () => {
    await using upstream = await startUpstream({ script: [slowFirstByte(80)] });
    const reply = await chatRaw(upstream.url);
    expect(reply).toMatchObject({ status: 200, ending: 'end' });
    expect(reply.headMs).toBeGreaterThan(70);
  });

  it('keeps only the body back when the headers go first', async () => {
    await using upstream = await startUpstream({
      script: [slowFirstByte(200, { headersFirst: true })],
    });
    const reply = await chatRaw(upstream.url, { stream: true });
    expect(reply.headMs).toBeLessThan(150);
    expect(reply.firstByteMs).toBeGreaterThan(190);
    expect(reply.text).toContain('[DONE]');
  });
});

describe('paced', () => {
  it('pauses in front of every write of any answer', async () => {
    await using upstream = await startUpstream({ script: [paced(60)] });
    const reply = await chatRaw(upstream.url);
    expect(reply.firstByteMs - reply.headMs).toBeGreaterThan(40);
  });
});

describe('neverAnswers', () => {
  it('takes the request and sends nothing', async () => {
    await using upstream = await startUpstream({ script: [neverAnswers()] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const onResponse = vi.fn();
    outgoing.on('response', onResponse);
    const request = await upstream.nextRequest();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(onResponse).not.toHaveBeenCalled();
    expect(request).toMatchObject({ outcome: undefined, sentBytes: 0 });
    expect(upstream.openStreams()).toBe(1);
  });
});

describe('hangsMidStream', () => {
  it('sends so many frames and then nothing, with the connection open', async () => {
    await using upstream = await startUpstream({ script: [hangsMidStream(2)] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, {
      body: chatBody({ stream: true }),
    });
    const chunks: string[] = [];
    const onEnd = vi.fn();
    outgoing.on('response', (response) => {
      response.on('data', (chunk) => chunks.push(String(chunk))).on('close', onEnd);
    });
    const request = await upstream.nextRequest();
    await vi.waitUntil(() => chunks.length === 2);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(chunks).toHaveLength(2);
    expect(onEnd).not.toHaveBeenCalled();
    expect(request.sentFrames).toBe(2);
    outgoing.destroy();
    expect(await request.closed).toBe('aborted');
  });

  it('sends the head only, by default', async () => {
    await using upstream = await startUpstream({ script: [hangsMidStream()] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    await new Promise((resolve) => outgoing.once('response', resolve));
    expect(upstream.requests[0]).toMatchObject({ sentFrames: 0, outcome: undefined });
    outgoing.destroy();
  });
});
