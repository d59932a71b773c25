import { describe, expect, it, vi } from 'vitest';
import { createByteQueue } from './byte-queue.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (read: IteratorResult<Uint8Array>) =>
  read.value && new TextDecoder().decode(read.value);
const done = { done: true, value: undefined };

function createQueue(highWaterBytes?: number, signal?: AbortSignal) {
  const source = { signal, resume: vi.fn(), leave: vi.fn() };
  return { source, queue: createByteQueue(source, highWaterBytes) };
}

describe('byte queue', () => {
  it('hands out together what waits', async () => {
    const { queue } = createQueue();
    queue.push(bytes('a'));
    queue.push(bytes('b'));
    expect(text(await queue.bytes.next())).toBe('ab');
  });

  it('hands out together what comes in one turn to a waiting consumer', async () => {
    const { queue } = createQueue();
    const read = queue.bytes.next();
    queue.push(bytes('a'));
    queue.push(bytes('b'));
    queue.end();
    expect(text(await read)).toBe('ab');
    expect(await queue.bytes.next()).toEqual(done);
  });

  it('asks the source to pause when full, and to resume when read', async () => {
    const { queue, source } = createQueue(4);
    expect(queue.push(bytes('abc'))).toBe(true);
    expect(queue.push(bytes('d'))).toBe(false);
    expect(source.resume).not.toHaveBeenCalled();
    await queue.bytes.next();
    expect(source.resume).toHaveBeenCalledOnce();
  });

  it('takes bytes that the source pushes while it is told to resume', async () => {
    const { queue, source } = createQueue(1);
    source.resume.mockImplementationOnce(() => queue.push(bytes('b')));
    queue.push(bytes('a'));
    expect(text(await queue.bytes.next())).toBe('a');
    expect(text(await queue.bytes.next())).toBe('b');
  });

  it('throws an error once, behind the bytes that came before it', async () => {
    const { queue } = createQueue();
    const error = new Error('cut');
    queue.push(bytes('a'));
    queue.fail(error);
    expect(text(await queue.bytes.next())).toBe('a');
    await expect(queue.bytes.next()).rejects.toBe(error);
    expect(await queue.bytes.next()).toEqual(done);
  });

  it('rejects a waiting read', async () => {
    const { queue } = createQueue();
    const read = queue.bytes.next();
    queue.fail('reason');
    await expect(read).rejects.toBe('reason');
  });

  it('tells the source when the consumer leaves, and ends its waiting read', async () => {
    const { queue, source } = createQueue();
    const read = queue.bytes.next();
    expect(await queue.bytes.return?.()).toEqual(done);
    expect(await read).toEqual(done);
    expect(source.leave).toHaveBeenCalledOnce();
    expect(await queue.bytes.next()).toEqual(done);
  });

  it('does not tell the source when it had ended by itself', async () => {
    const { queue, source } = createQueue();
    queue.end();
    await queue.bytes.return?.();
    expect(source.leave).not.toHaveBeenCalled();
  });

  it('hands out nothing any more when the signal is aborted', async () => {
    const controller = new AbortController();
    const { queue } = createQueue(undefined, controller.signal);
    queue.push(bytes('a'));
    queue.end();
    controller.abort('gone');
    await expect(queue.bytes.next()).rejects.toBe('gone');
    await queue.bytes.return?.();
    expect(await queue.bytes.next()).toEqual(done);
  });
});
