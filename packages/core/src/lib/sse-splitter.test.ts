import { describe, expect, test } from 'vitest';
import { randomReads, randomStream } from '../__fixtures__/random-stream.ts';
import { forSeeds } from '../__fixtures__/seeded.ts';
import { createFrameSplitter } from './sse-splitter.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function split(...reads: readonly (string | Uint8Array)[]): string[] {
  const splitter = createFrameSplitter();
  return reads
    .flatMap((read) => splitter.push(typeof read === 'string' ? bytesOf(read) : read))
    .map(textOf);
}

describe('frames', () => {
  test.each([
    ['LF', 'data: a\n\ndata: b\n\n', ['data: a\n\n', 'data: b\n\n']],
    ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', ['data: a\r\n\r', 'data: b\r\n\r']],
    ['CR', 'data: a\r\rdata: b\r\r', ['data: a\r\r', 'data: b\r\r']],
    [
      'a mixture',
      'data: a\n\r\ndata: b\r\rdata: c\r\n\n',
      ['data: a\n\r', 'data: b\r\r', 'data: c\r\n\n'],
    ],
    ['several lines', 'event: x\ndata: a\ndata: b\n\n', ['event: x\ndata: a\ndata: b\n\n']],
    [
      'blank lines before, between and behind',
      '\n\r\n\rdata: a\n\n\n\n\ndata: b\n\n\n',
      ['data: a\n\n', 'data: b\n\n'],
    ],
    ['comments', ': hi\n\n:\n\ndata: a\n\n', [': hi\n\n', ':\n\n', 'data: a\n\n']],
  ])('end with a blank line: %s', (_, text, frames) => {
    expect(split(text)).toEqual(frames);
  });

  test('are the same wherever one cut falls', async () => {
    await forSeeds(60, (seeded) => {
      const bytes = bytesOf(randomStream(seeded, true).text);
      const whole = split(bytes);
      for (let cut = 0; cut <= bytes.length; cut++) {
        expect(split(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(whole);
      }
    });
  });

  test('are the same byte by byte and in reads of any size', async () => {
    await forSeeds(300, (seeded) => {
      const bytes = bytesOf(randomStream(seeded, seeded.chance(0.5)).text);
      const whole = split(bytes);
      expect(split(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(whole);
      expect(split(...randomReads(seeded, bytes))).toEqual(whole);
    });
  });

  test('stay whole when the transport writes the next read into the same buffer', () => {
    const splitter = createFrameSplitter();
    const pooled = new Uint8Array(8);
    const frames: string[] = [];
    for (const piece of ['data: ab', 'cdefghij', 'k\n\ndata:', ' x\n\n']) {
      const length = new TextEncoder().encodeInto(piece, pooled).written;
      frames.push(...splitter.push(pooled.subarray(0, length)).map(textOf));
    }
    expect(frames).toEqual(['data: abcdefghijk\n\n', 'data: x\n\n']);
  });
});

describe('an unfinished frame', () => {
  test.each([
    ['nothing', '', false],
    ['a whole frame', 'data: a\n\n', false],
    ['a whole frame with CRLF', 'data: a\r\n\r\n', false],
    ['a stray line end', 'data: a\n\n\n', false],
    ['half a line', 'data: a\n\nda', true],
    ['a line without its blank one', 'data: a\n\ndata: b\n', true],
    ['a line of CRLF without its blank one', 'data: b\r\n', true],
  ])('is known as one: %s', (_, text, isMidFrame) => {
    const splitter = createFrameSplitter();
    splitter.push(bytesOf(text));
    expect(splitter.isMidFrame()).toBe(isMidFrame);
  });

  test('is not held beyond the limit', () => {
    const splitter = createFrameSplitter(100);
    expect(splitter.push(bytesOf(`data: ${'a'.repeat(94)}`))).toEqual([]);
    expect(() => splitter.push(bytesOf('a'))).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response' }),
    );
  });

  test('counts from the end of the frame before it', () => {
    const splitter = createFrameSplitter(100);
    for (let frame = 0; frame < 10; frame++) {
      expect(splitter.push(bytesOf(`data: ${'a'.repeat(60)}`))).toEqual([]);
      expect(splitter.push(bytesOf(`${'a'.repeat(20)}\n\n`))).toHaveLength(1);
    }
  });

  test('of many small reads is put together in linear time', () => {
    const splitter = createFrameSplitter();
    const piece = bytesOf('a'.repeat(64));
    const startedAt = performance.now();
    for (let read = 0; read < 50_000; read++) splitter.push(piece);
    const [frame] = splitter.push(bytesOf('\n\n'));
    expect(frame).toHaveLength(50_000 * 64 + 2);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
