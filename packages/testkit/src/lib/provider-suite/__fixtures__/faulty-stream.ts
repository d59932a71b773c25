import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { type CallOptions, createSseReader, type SseReader, type StreamFrame } from '@gw/core';
import type { Faulty } from './fault.ts';
import { spoilFrames, spoilRead } from './faulty-frames.ts';
import { whyFailed } from './faulty-send.ts';

type Frames = readonly StreamFrame<never>[];
type Stream = AsyncIterable<Frames>;
type Signalled = Pick<CallOptions, 'signal'>;

/** The frames of an open stream. */
export async function toStream(
  response: IncomingMessage,
  options: Signalled,
  faulty: Faulty,
): Promise<Stream> {
  const reader = createReader(faulty);
  const stream = {
    [Symbol.asyncIterator]: () => createIterator(response, options, faulty, reader),
  };
  switch (faulty.fault) {
    case 'streams from a generator':
      return generate(stream);
    case 'collects streams':
      return collect(stream);
    case 'yields one frame at a time':
      return oneByOne(stream);
    case 'waits for the first frame':
      return withFirst(stream);
    default:
      return stream;
  }
}

/** A stream that asks the upstream when it is read. */
export async function* lazyStream(
  open: () => Promise<IncomingMessage>,
  options: Signalled,
  faulty: Faulty,
): AsyncGenerator<Frames, undefined> {
  yield* await toStream(await open(), options, faulty);
}

const completed = {
  kind: 'event',
  name: 'response.completed',
  event: { type: 'response.completed' } as never,
} as const;

const sharedReaders = new WeakMap<object, SseReader<never>>();

function createReader({ fault, agent }: Faulty): SseReader<never> {
  if (fault === 'takes a read for whole frames') {
    return { push: (read) => createSseReader<never>().push(read), end: () => undefined };
  }
  const shared = fault === 'mixes calls' ? sharedReaders.get(agent) : undefined;
  const reader = shared ?? createSseReader<never>();
  sharedReaders.set(agent, reader);
  return reader;
}

/** Upstreams quote keys in what they tell inside a stream. */
function withoutKey({ key, fault }: Faulty): (frame: StreamFrame<never>) => StreamFrame<never> {
  return (frame) => {
    if (frame.kind !== 'event' || fault === 'shows the key in errors') return frame;
    const text = JSON.stringify(frame.event);
    if (!text.includes(key)) return frame;
    return { ...frame, event: JSON.parse(text.replaceAll(key, '***')) as never, raw: undefined };
  };
}

/** What `reader` makes of the reads of a body. */
export function createIterator(
  response: IncomingMessage,
  { signal }: Signalled,
  faulty: Faulty,
  reader: SseReader<never>,
): AsyncIterator<Frames, undefined> {
  const { fault } = faulty;
  const body = fault === 'reads without bound' ? swallow(response) : response;
  const reads = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let isOver = false;
  const ends: Frames[] = [[{ kind: 'done' }, completed]];

  /** The frames of one read; undefined at the end. */
  async function readFrames(): Promise<Frames | undefined> {
    const read = await reads.next();
    if (!read.done) {
      const frames = reader.push(spoilRead(read.value, fault));
      if (frames.some(isEnd)) ends.length = 0;
      return spoilFrames(frames.map(withoutKey(faulty)), fault);
    }
    reader.end();
    return fault === 'tells an end that never came' ? ends.shift() : undefined;
  }

  async function next(): Promise<IteratorResult<Frames, undefined>> {
    while (!isOver) {
      const frames = await readFrames().catch((error: unknown) => {
        const isFailure = !isOver && fault !== 'ends well when it is cut';
        isOver = true;
        if (fault !== 'holds on to a stream that makes no sense') response.destroy();
        if (isFailure) throw whyFailed(error, signal, faulty, 'upstream_incomplete');
        return undefined;
      });
      if (frames === undefined) isOver = true;
      else if (frames.length !== 0) return { done: false, value: frames };
    }
    return { done: true, value: undefined };
  }

  async function leave(): Promise<IteratorResult<Frames, undefined>> {
    if (fault === 'goes on after return()') return { done: true, value: undefined };
    isOver = true;
    if (fault !== 'never lets go') response.destroy();
    return { done: true, value: undefined };
  }

  return { next, return: leave };
}

function isEnd(frame: StreamFrame<never>): boolean {
  if (frame.kind === 'event') return /\.(completed|incomplete)$/.test(frame.name ?? '');
  return frame.kind === 'done';
}

function swallow(response: IncomingMessage): Readable {
  return pipeline(response, new PassThrough({ highWaterMark: 2 ** 40 }), () => undefined);
}

async function* generate(stream: Stream): AsyncGenerator<Frames, undefined> {
  yield* stream;
}

async function* collect(stream: Stream): AsyncGenerator<Frames, undefined> {
  const all: StreamFrame<never>[] = [];
  for await (const frames of stream) all.push(...frames);
  yield all;
}

async function* oneByOne(stream: Stream): AsyncGenerator<Frames, undefined> {
  for await (const frames of stream) for (const frame of frames) yield [frame];
}

async function withFirst(stream: Stream): Promise<Stream> {
  const iterator = stream[Symbol.asyncIterator]();
  let first: Promise<IteratorResult<Frames>> | undefined = Promise.resolve(await iterator.next());
  const next = () => {
    const result = first ?? iterator.next();
    first = undefined;
    return result;
  };
  const leave = () =>
    iterator.return?.() ?? Promise.resolve({ done: true as const, value: undefined });
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}
