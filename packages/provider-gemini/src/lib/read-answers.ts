import type { StreamFrame } from '@gw/core';
import { mapReads, membersOf, objectsIn, readSse } from '@gw/provider-utils';
import { parseExact } from './exact-json.ts';

/**
 * Gemini's stream: the answers of one read at a time. Arguments of calls keep their numbers as they
 * were written.
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export function readAnswers(bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly unknown[]> {
  return mapReads(readSse(withLineFeeds(bytes)), {
    push: (frames: readonly StreamFrame[]) => frames.flatMap(toAnswer),
    end: () => [],
  });
}

function toAnswer(frame: StreamFrame): unknown[] {
  if (frame.kind !== 'event') return [];
  if (!frame.raw || !callsFunctions(frame.event)) return [frame.event];
  const data = /^data:(.*)$/m.exec(new TextDecoder().decode(frame.raw))?.[1];
  return [data === undefined ? frame.event : parseExact(data)];
}

function callsFunctions(answer: unknown): boolean {
  const candidates = objectsIn(membersOf(answer).candidates);
  const parts = candidates.flatMap(({ content }) => objectsIn(membersOf(content).parts));
  return parts.some(({ functionCall }) => functionCall);
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Google ends lines with CR LF; frames with LF alone keep their bytes, which numbers are read from
 * again. JSON holds neither in a text.
 */
function withLineFeeds(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const reads = bytes[Symbol.asyncIterator]();
  let isBehindReturn = false;
  const convert = (read: Uint8Array): Uint8Array => {
    if (!isBehindReturn && !read.includes(carriageReturn)) return read;
    const converted = read.filter((byte, place) => {
      const before = place > 0 ? read[place - 1] === carriageReturn : isBehindReturn;
      return !(byte === lineFeed && before);
    });
    isBehindReturn = read.at(-1) === carriageReturn;
    return converted.map((byte) => (byte === carriageReturn ? lineFeed : byte));
  };
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const read = await reads.next();
      return read.done ? read : { done: false, value: convert(read.value) };
    },
    async return() {
      await reads.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
