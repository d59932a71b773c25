import { describe, expect, it, vi } from 'vitest';
import { chatBody, chatRaw, openRaw } from '../../__fixtures__/raw-client.ts';
import { createGate, gated, startUpstream, stream } from '../../upstream.ts';

const frames = ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'];

describe('a gate', () => {
  it('lets one frame through for each release', async () => {
    const gate = createGate();
    await using upstream = await startUpstream({ script: [stream(frames, { gate })] });
    const reply = chatRaw(upstream.url);
    const request = await upstream.nextRequest();
    await vi.waitUntil(() => gate.waiting() === 1);
    expect(request.sentFrames).toBe(0);
    gate.release();
    await vi.waitUntil(() => request.sentFrames === 1 && gate.waiting() === 1);
    gate.release(2);
    expect(await reply).toMatchObject({ text: frames.join(''), ending: 'end' });
  });

  it('remembers what was released before anyone waited', async () => {
    const gate = createGate();
    gate.release(2);
    await using upstream = await startUpstream({ script: [stream(frames, { gate })] });
    const reply = chatRaw(upstream.url);
    const request = await upstream.nextRequest();
    await vi.waitUntil(() => request.sentFrames === 2 && gate.waiting() === 1);
    gate.open();
    expect((await reply).text).toBe(frames.join(''));
  });

  it('holds the default answer too', async () => {
    const gate = createGate();
    await using upstream = await startUpstream({ script: [gated(gate)] });
    const reply = chatRaw(upstream.url, { stream: true });
    await vi.waitUntil(() => gate.waiting() === 1);
    gate.open();
    expect((await reply).text).toContain('[DONE]');
  });

  it('forgets a client that left, so that its release goes to the next', async () => {
    const gate = createGate();
    const behaviour = stream(frames, { gate });
    await using upstream = await startUpstream({ script: [behaviour, behaviour] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const left = await upstream.nextRequest();
    await vi.waitUntil(() => gate.waiting() === 1);
    outgoing.destroy();
    expect(await left.closed).toBe('aborted');
    expect(gate.waiting()).toBe(0);
    const reply = chatRaw(upstream.url);
    gate.release(3);
    expect((await reply).text).toBe(frames.join(''));
  });
});
