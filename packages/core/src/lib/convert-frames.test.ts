import type { ChatChunk, ResponsesStreamEvent } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import {
  commentFrame,
  doneFrame,
  eventFrame,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { convertFrames, type StreamWay } from './convert-frames.ts';
import { operationOf } from './operations/index.ts';
import type { StreamFrame } from './provider.ts';

/** A conversion that says one word an event, and that it ended. */
const words = {
  push: (chunk: ChatChunk) => [{ type: chunk.choices[0]?.delta.content ?? 'none' }],
  end: () => [{ type: 'end' }],
};

function wayWith(reducer: object): StreamWay {
  const { stream: from } = operationOf('chat');
  const { stream: to } = operationOf('responses');
  return { reducer, from, to, provider: 'acme' } as unknown as StreamWay;
}

async function read(reads: readonly (readonly StreamFrame[])[], reducer: object = words) {
  const told: string[][] = [];
  let failure: unknown;
  const source = (async function* () {
    yield* reads;
  })();
  try {
    for await (const frames of convertFrames(source, wayWith(reducer))) {
      told.push(frames.map(nameOf));
    }
  } catch (error) {
    failure = error;
  }
  return { told, failure };
}

function nameOf(frame: StreamFrame): string {
  return frame.kind === 'event' ? (frame.event as ResponsesStreamEvent).type : frame.kind;
}

const said = (text: string) => eventFrame(textChunk(text));

describe('the driver of stream conversions', () => {
  test('makes one read of one read, and ends where the upstream ends', async () => {
    const { told } = await read([[said('a'), said('b')], [commentFrame], [said('c'), doneFrame]]);
    expect(told).toEqual([['a', 'b'], ['comment'], ['c', 'end']]);
  });

  test('a read that says nothing in the other api is no read', async () => {
    const silent = { push: () => [], end: () => [{ type: 'end' }] };
    expect((await read([[said('a')], [said('b')], [doneFrame]], silent)).told).toEqual([['end']]);
  });

  test('an upstream that stops early is told no end', async () => {
    expect((await read([[said('a')]])).told).toEqual([['a']]);
  });

  test('nothing behind the end is told', async () => {
    expect((await read([[doneFrame, said('late')], [said('later')]])).told).toEqual([['end']]);
  });

  test('what came before an error of the upstream still goes out', async () => {
    const error = eventFrame({ error: { message: 'Broken' } });
    const { told, failure } = await read([[said('a'), error, said('b')]]);
    expect(told).toEqual([['a']]);
    expect(failure).toMatchObject({ name: 'UpstreamError', message: 'Broken', provider: 'acme' });
  });

  test('a conversion that throws at its end fails the stream', async () => {
    const reducer = {
      ...words,
      end() {
        throw new Error('nothing left');
      },
    };
    const { told, failure } = await read([[said('a'), doneFrame]], reducer);
    expect(told).toEqual([['a']]);
    expect(failure).toMatchObject({ message: 'nothing left' });
  });

  test('who wants no more lets the upstream go', async () => {
    let isClosed = false;
    const source = (async function* () {
      try {
        for (const frame of streamOf('a', 'b')) yield [frame];
      } finally {
        isClosed = true;
      }
    })();
    const reads = convertFrames(source, wayWith(words))[Symbol.asyncIterator]();
    await reads.next();
    await reads.return?.();
    expect(isClosed).toBe(true);
  });
});
