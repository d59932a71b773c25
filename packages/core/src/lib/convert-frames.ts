import type { ApiEvent } from './api.ts';
import { closesStream, endsStream } from './collect.ts';
import type { StreamReducer } from './conversion.ts';
import type { EventFrame, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { errorInFrame } from './stream-error.ts';

type Frames = readonly StreamFrame[];

/** From which protocol to which, and who does it. */
export interface StreamWay {
  readonly reducer: StreamReducer<ApiEvent, ApiEvent>;
  readonly from: StreamProtocol;
  readonly to: StreamProtocol;
  readonly provider: string;
}

/**
 * The one driver of stream conversions: a read in, a read out. The upstream's own end decides: a
 * stream that stops without it is told no end. What was converted before a failure still goes out.
 */
export function convertFrames(
  source: AsyncIterable<Frames>,
  way: StreamWay,
): AsyncIterable<Frames> {
  const reads = source[Symbol.asyncIterator]();
  let isOver = false;
  let failure: { readonly cause: unknown } | undefined;
  const convertRead = (frames: Frames): StreamFrame[] => {
    const converted: StreamFrame[] = [];
    try {
      for (const frame of frames) {
        if (isOver) break;
        convertFrame(frame, way, converted);
        isOver = closesStream(frame, way.from);
        // `[DONE]` is no end where a terminal event must have come.
        if (isOver && endsStream(frame, way.from)) endInto(converted, way);
      }
    } catch (cause) {
      failure = { cause };
    }
    return converted;
  };
  const next = async (): Promise<IteratorResult<Frames>> => {
    while (!isOver && !failure) {
      const read = await reads.next();
      if (read.done) break;
      const value = convertRead(read.value);
      if (value.length > 0) return { done: false, value };
    }
    if (!failure) return { done: true, value: undefined };
    const { cause } = failure;
    failure = undefined;
    isOver = true;
    throw cause;
  };
  const stop = async (): Promise<IteratorResult<Frames>> => {
    await reads.return?.();
    return { done: true, value: undefined };
  };
  const iterator: AsyncIterator<Frames> = { next, return: stop };
  return { [Symbol.asyncIterator]: () => iterator };
}

function convertFrame(
  frame: StreamFrame,
  { reducer, to, provider }: StreamWay,
  into: StreamFrame[],
) {
  const error = errorInFrame(frame, provider);
  if (error) throw error;
  if (frame.kind === 'comment') into.push(frame);
  if (frame.kind !== 'event') return;
  for (const event of reducer.push(frame.event as ApiEvent)) into.push(toFrame(event, to));
}

function endInto(into: StreamFrame[], { reducer, to }: StreamWay): void {
  for (const event of reducer.end()) into.push(toFrame(event, to));
  if (to.end === 'done') into.push({ kind: 'done' });
}

function toFrame(event: ApiEvent, { nameOf }: StreamProtocol): EventFrame {
  return { kind: 'event', event, name: nameOf?.(event) };
}
