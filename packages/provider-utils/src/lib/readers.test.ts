import { readPayload } from '@gw/core';
import { describe, expect, it, vi } from 'vitest';
import { createByteQueue } from './byte-queue.ts';
import { discardBytes, peekBytes } from './peek-bytes.ts';
import { readBytes } from './read-bytes.ts';
import { readJson } from './read-json.ts';
import { readNdjson } from './read-ndjson.ts';
import { readPrefix } from './read-prefix.ts';
import { readSse } from './read-sse.ts';

const encoder = new TextEncoder();
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** A body of these reads; `onLeave` is told when it is left. */
function bodyOf(reads: readonly (string | Uint8Array)[], onLeave = () => {}) {
  const queue = createByteQueue({ resume: () => {}, leave: onLeave });
  let next = 0;
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const read = reads[next++];
      if (read === undefined) queue.end();
      else queue.push(typeof read === 'string' ? encoder.encode(read) : read);
      return queue.bytes.next();
    },
    return: () => queue.bytes.return?.() as Promise<IteratorResult<Uint8Array>>,
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

const splitEverywhere = (text: string) =>
  Array.from(encoder.encode(text), (byte) => Uint8Array.of(byte));

async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

describe('readBytes', () => {
  it('joins all reads', async () => {
    expect(textOf(await readBytes(bodyOf(['a', 'b', 'c']), 3))).toBe('abc');
  });

  it('refuses more than the limit and leaves the rest', async () => {
    const onLeave = vi.fn();
    const reading = readBytes(bodyOf(['ab', 'cd', 'ef'], onLeave), 3);
    await expect(reading).rejects.toMatchObject({ code: 'upstream_invalid_response' });
    expect(onLeave).toHaveBeenCalledOnce();
  });
});

describe('readJson', () => {
  it('keeps the original bytes beside the value', async () => {
    const text = '{ "n": 12345678901234567890 }';
    const payload = await readJson<{ n: number }>(bodyOf(splitEverywhere(text)));
    expect(textOf(payload.bytes())).toBe(text);
    expect(readPayload(payload)).toEqual({ n: 12345678901234567000 });
  });

  it.each(['', '{"a":', '[]', '"text"', '<html>'])('refuses %j', async (text) => {
    const error = await readJson(bodyOf([text])).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'upstream_invalid_response' });
    expect(error).not.toHaveProperty('cause');
  });
});

describe('readSse', () => {
  it('hands out the frames of one read together', async () => {
    const stream = readSse(bodyOf(['data: {"n":1}\n\ndata: {"n":2}\n\n', 'data: [DONE]\n\n']));
    const batches = [];
    for await (const frames of stream) batches.push(frames.map((frame) => frame.kind));
    expect(batches).toEqual([['event', 'event'], ['done']]);
  });

  it('hands out what came in front of a broken frame, then fails', async () => {
    const told: unknown[] = [];
    const reading = (async () => {
      const bytes = bodyOf(['data: {"n":1}\n\ndata: {"n":2}\n\ndata: no\n\ndata: {"n":3}\n\n']);
      for await (const frames of readSse(bytes)) told.push(...frames);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'upstream_invalid_response' });
    expect(told).toMatchObject([{ event: { n: 1 } }, { event: { n: 2 } }]);
  });

  it('reads frames split at every byte, in the middle of a character too', async () => {
    const frames = await collect(readSse(bodyOf(splitEverywhere('data: {"t":"ü€😀"}\n\n'))));
    expect(frames).toMatchObject([{ kind: 'event', event: { t: 'ü€😀' } }]);
  });

  it('throws when the stream ends inside a frame', async () => {
    const reading = collect(readSse(bodyOf(['data: {"n":1}\n\ndata: {'])));
    await expect(reading).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });

  it('leaves the body when a frame makes no sense', async () => {
    const onLeave = vi.fn();
    const reading = collect(readSse(bodyOf(['data: nonsense\n\n', 'data: {}\n\n'], onLeave)));
    await expect(reading).rejects.toMatchObject({ code: 'upstream_invalid_response' });
    expect(onLeave).toHaveBeenCalledOnce();
  });

  it.each([
    ['{"error":{"message":"sk-1 is bad"}}', { error: { message: '*** is bad' } }],
    ['{"type":"error","message":"sk-1"}', { type: 'error', message: '***' }],
    [
      '{"type":"response.failed","response":{"error":{"message":"sk-1 is bad"}}}',
      { type: 'response.failed', response: { error: { message: '*** is bad' } } },
    ],
  ])('takes secrets from an event that tells an error: %s', async (data, event) => {
    const frames = await collect(readSse(bodyOf([`data: ${data}\n\n`]), { secrets: ['sk-1'] }));
    expect(frames).toEqual([{ kind: 'event', event, name: undefined, raw: undefined }]);
  });

  it.each(['{"response":{"error":null},"t":"sk-1"}', '{"response":null,"t":"sk-1"}'])(
    'leaves an event alone that tells none: %s',
    async (data) => {
      const text = `data: ${data}\n\n`;
      const [frame] = await collect(readSse(bodyOf([text]), { secrets: ['sk-1'] }));
      expect(frame?.raw && textOf(frame.raw)).toBe(text);
    },
  );

  it('passes return() on at once, also while a read waits', async () => {
    const onLeave = vi.fn();
    const queue = createByteQueue({ resume: () => {}, leave: onLeave });
    const frames = readSse(queue.bytes)[Symbol.asyncIterator]();
    const waiting = frames.next();
    expect(await frames.return?.()).toEqual({ done: true, value: undefined });
    expect(onLeave).toHaveBeenCalledOnce();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('does not call a stream incomplete that was left in the middle of a frame', async () => {
    const queue = createByteQueue({ resume: () => {}, leave: () => {} });
    const frames = readSse(queue.bytes)[Symbol.asyncIterator]();
    const waiting = frames.next();
    queue.push(encoder.encode('data: {'));
    await Promise.resolve();
    await frames.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('is over when it has thrown', async () => {
    const queue = createByteQueue({ resume: () => {}, leave: () => {} });
    queue.push(encoder.encode('data: {'));
    queue.fail(new Error('cut'));
    const frames = readSse(queue.bytes)[Symbol.asyncIterator]();
    await expect(frames.next()).rejects.toThrow('cut');
    expect(await frames.next()).toEqual({ done: true, value: undefined });
  });
});

describe('readNdjson', () => {
  const text = '{"t":"ü"}\n\n{"t":"€"}\r\n{"t":"😀"}';
  const values = [{ t: 'ü' }, { t: '€' }, { t: '😀' }];

  it('reads a value a line, the last one without its line end', async () => {
    expect(await collect(readNdjson(bodyOf([text])))).toEqual(values);
  });

  it('reads lines split at every byte', async () => {
    expect(await collect(readNdjson(bodyOf(splitEverywhere(text))))).toEqual(values);
  });

  it('throws when it ends inside a value', async () => {
    const reading = collect(readNdjson(bodyOf(['{"a":1}\n{"a"'])));
    await expect(reading).rejects.toMatchObject({ code: 'upstream_incomplete' });
  });

  it.each<[string, string, string]>([
    ['is no JSON', '{"a":1}\n{"b":2}\nno\n{"c":3}\n', 'upstream_invalid_response'],
    ['is too long', '{"a":1}\n{"b":2}\n"more than 20 bytes of it', 'upstream_invalid_response'],
    ['breaks off', '{"a":1}\n{"b":2}\n{"c"', 'upstream_incomplete'],
  ])('hands out the lines of a read in front of one that %s', async (_, text, code) => {
    const lines = readNdjson(bodyOf([text]), 20)[Symbol.asyncIterator]();
    expect(await lines.next()).toEqual({ done: false, value: [{ a: 1 }, { b: 2 }] });
    await expect(lines.next()).rejects.toMatchObject({ code });
    expect(await lines.next()).toEqual({ done: true, value: undefined });
  });

  it('refuses what is no JSON, and lines that are too long', async () => {
    const code = 'upstream_invalid_response';
    await expect(collect(readNdjson(bodyOf(['no\n'])))).rejects.toMatchObject({ code });
    await expect(collect(readNdjson(bodyOf(['"abc', 'def"']), 5))).rejects.toMatchObject({ code });
  });
});

describe('readPrefix', () => {
  it('reads no more than the limit and leaves the rest', async () => {
    const onLeave = vi.fn();
    const prefix = await readPrefix(bodyOf(['abc', 'def', 'ghi'], onLeave), { bytes: 4, ms: 1000 });
    expect(textOf(prefix)).toBe('abcd');
    expect(onLeave).toHaveBeenCalledOnce();
  });

  it('takes what has come when the time is over', async () => {
    const queue = createByteQueue({ resume: () => {}, leave: () => {} });
    queue.push(encoder.encode('abc'));
    expect(textOf(await readPrefix(queue.bytes, { bytes: 100, ms: 20 }))).toBe('abc');
  });
});

describe('peekBytes', () => {
  it('shows the first bytes and keeps them', async () => {
    const { first, bytes } = await peekBytes(bodyOf(['', 'ab', 'cd']));
    expect(first && textOf(first)).toBe('ab');
    expect(textOf(await readBytes(bytes, 10))).toBe('abcd');
  });

  it('shows nothing of an empty body', async () => {
    const { first, bytes } = await peekBytes(bodyOf([]));
    expect(first).toBeUndefined();
    expect(await readBytes(bytes, 10)).toHaveLength(0);
  });

  it('leaves the body when it is left', async () => {
    const onLeave = vi.fn();
    const { bytes } = await peekBytes(bodyOf(['ab', 'cd'], onLeave));
    discardBytes(bytes);
    await vi.waitFor(() => expect(onLeave).toHaveBeenCalledOnce());
  });
});
