import { describe, expect, test } from 'vitest';
import { randomReads, randomStream } from '../__fixtures__/random-stream.ts';
import { forSeeds } from '../__fixtures__/seeded.ts';
import type { StreamFrame } from './provider.ts';
import { createSseReader, encodeComment, encodeFrame } from './sse.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function read(...reads: readonly (string | Uint8Array)[]): StreamFrame[] {
  const reader = createSseReader();
  const frames = reads.flatMap((part) =>
    reader.push(typeof part === 'string' ? bytesOf(part) : part),
  );
  reader.end();
  return frames;
}

/** A frame without its bytes. */
function saidBy(frame: StreamFrame) {
  if (frame.kind !== 'event') return { kind: frame.kind };
  return { kind: frame.kind, event: frame.event, name: frame.name };
}

const written = (frames: readonly StreamFrame[]) =>
  frames.map((frame) => textOf(encodeFrame(frame)));

describe('a stream of events', () => {
  test('is read for what it says, whatever its line ends, comments and field order', async () => {
    await forSeeds(500, (seeded) => {
      const { text, said } = randomStream(seeded, seeded.chance(0.5));
      expect(read(text).map(saidBy)).toEqual(said);
    });
  });

  test('says the same and has the same bytes wherever one cut falls', async () => {
    await forSeeds(60, (seeded) => {
      const bytes = bytesOf(randomStream(seeded, true).text);
      const whole = read(bytes);
      for (let cut = 0; cut <= bytes.length; cut++) {
        const frames = read(bytes.subarray(0, cut), bytes.subarray(cut));
        expect(frames.map(saidBy)).toEqual(whole.map(saidBy));
        expect(written(frames)).toEqual(written(whole));
      }
    });
  });

  test('says the same in reads of any size', async () => {
    await forSeeds(300, (seeded) => {
      const { text, said } = randomStream(seeded, seeded.chance(0.5));
      const frames = read(...randomReads(seeded, bytesOf(text)));
      expect(frames.map(saidBy)).toEqual(said);
    });
  });

  test('goes on in a form that every client reads: LF, one data line, the same meaning', async () => {
    await forSeeds(300, (seeded) => {
      const frames = read(randomStream(seeded, true).text);
      for (const text of written(frames)) {
        expect(text).not.toContain('\r');
        expect(text.endsWith('\n\n')).toBe(true);
        expect(text.indexOf('\n\n')).toBe(text.length - 2);
        expect(text.split('\n').filter((line) => line.startsWith('data:')).length).toBeLessThan(2);
      }
      expect(read(written(frames).join('')).map(saidBy)).toEqual(frames.map(saidBy));
    });
  });
});

describe('the bytes of a frame', () => {
  test.each([
    'data: {"n":12345678901234567890,"big":1e400}\n\n',
    'data:{"spaced" :  1 }\n\n',
    'event: x\nid: 7\ndata: {"a":1}\n\n',
    ': aside\ndata: {"a":"\\u00e9"}\n\n',
    ': keep-alive\n\n',
    'data: [DONE]\n\n',
    'data:[DONE]\n\n',
  ])('are the ones that came: %j', (text) => {
    expect(written(read(text))).toEqual([text]);
  });

  test.each([
    ['CRLF', 'data: {"a":1}\r\n\r\n', 'data: {"a":1}\n\n'],
    ['CR', 'data: {"a":1}\r\r', 'data: {"a":1}\n\n'],
    ['several data lines', 'event: x\ndata: {"a":\ndata: 1}\n\n', 'event: x\ndata: {"a":1}\n\n'],
    ['a byte order mark', '\uFEFFdata: {"a":1}\n\n', 'data: {"a":1}\n\n'],
    ['[DONE] with CRLF', 'data: [DONE]\r\n\r\n', 'data: [DONE]\n\n'],
    ['a comment with CRLF', ': hi\r\n\r\n', ': hi\n\n'],
    ['a comment of two lines with CR', ': hi\r: ho\r\r', ': hi\n: ho\n\n'],
  ])('are written anew: %s', (_, text, expected) => {
    expect(written(read(text))).toEqual([expected]);
  });

  test('a character cut between two reads arrives whole', () => {
    const bytes = bytesOf('data: {"text":"🙂"}\n\n');
    const at = bytes.indexOf(0xf0) + 2;
    const [frame] = read(bytes.subarray(0, at), bytes.subarray(at));
    expect(frame).toMatchObject({ event: { text: '🙂' } });
    expect(textOf(frame?.raw ?? new Uint8Array())).toBe('data: {"text":"🙂"}\n\n');
  });
});

describe('what is no event', () => {
  test.each([
    'id: 7\n\n',
    'retry: 5\n\n',
    'event: ping\n\n',
    'data:\n\n',
    'data: \n\n',
    'event: ping\ndata: \n\n',
    'data: \r\n\r\n',
    'data\n\n',
    '\n\n',
  ])('a frame without data says nothing: %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  test.each(['not json', '{"a":', '[DONE', '{}{}', 'undefined'])(
    'data that is not JSON is the upstream’s failure: %j',
    (data) => {
      expect(() => read(`data: ${data}\n\n`)).toThrow(
        expect.objectContaining({ code: 'upstream_invalid_response', status: 502 }),
      );
    },
  );

  test.each(['null', '3', '"text"', 'true', '[]', '[{"choices":[]}]'])(
    'data that is no JSON object is the upstream’s failure: %s',
    (data) => {
      expect(() => read(`data: ${data}\n\n`)).toThrow(
        expect.objectContaining({ code: 'upstream_invalid_response', status: 502 }),
      );
    },
  );

  test.each(['data: {"a":1}', 'data: {"a":1}\n', 'data: {"a":1}\r\n', 'data: [DONE]\n', ': hi'])(
    'a stream that ends inside a frame is incomplete: %j',
    (text) => {
      expect(() => read(text)).toThrow(expect.objectContaining({ code: 'upstream_incomplete' }));
    },
  );
});

describe('a frame of our own', () => {
  test.each<[StreamFrame, string]>([
    [{ kind: 'event', event: { a: 'x\n\r\ny' } }, 'data: {"a":"x\\n\\r\\ny"}\n\n'],
    [{ kind: 'event', event: { a: 1 }, name: 'error' }, 'event: error\ndata: {"a":1}\n\n'],
    [{ kind: 'done' }, 'data: [DONE]\n\n'],
  ])('%j', (frame, text) => {
    expect(textOf(encodeFrame(frame))).toBe(text);
    expect(read(text).map(saidBy)).toEqual([saidBy(frame)]);
  });

  test('a comment is read as one', () => {
    const comment = encodeComment('keep-alive');
    expect(textOf(comment)).toBe(': keep-alive\n\n');
    expect(read(comment)).toEqual([{ kind: 'comment', raw: comment }]);
  });
});
