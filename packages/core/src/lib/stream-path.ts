import type { ApiEvent, Awaitable } from './api.ts';
import { awaitYielded, type WaitingSteps } from './await-yielded.ts';
import { concatBytes } from './bytes.ts';
import { type ChunkPipeline, createChunkPipeline } from './chunk-pipeline.ts';
import { closesStream } from './collect.ts';
import type { ChunkTransform } from './hooks.ts';
import type { EventFrame, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';

/** The way of a stream's frames to bytes, with chunk hooks in it or without. */
export interface StreamPath {
  push(frames: readonly StreamFrame[]): Awaitable<Uint8Array | undefined>;
  end(isComplete: boolean): Awaitable<Uint8Array | undefined>;
}

/** Writes frames, one read at a time. */
export type WriteFrames = (frames: readonly StreamFrame[]) => readonly Uint8Array[];

/** No chunk hook: all frames of a read become one write, without another promise. */
export function straightPath(write: WriteFrames): StreamPath {
  return {
    push: (frames) => join(write(frames)),
    end: () => undefined,
  };
}

/** The frame that each event came in, for those that no hook replaced. */
type Originals = Map<ApiEvent, EventFrame>;

export interface HookedPathOptions {
  readonly protocol: StreamProtocol;
  readonly transforms: readonly ChunkTransform[];
  readonly write: WriteFrames;
  /** Is told what a hook threw; the frames that it had let through still come. */
  fail(error: unknown): void;
}

/** Deltas go through the hooks; what ends the stream waits until the hooks have said all. */
export function hookedPath({ protocol, transforms, write, fail }: HookedPathOptions): StreamPath {
  const pipeline: ChunkPipeline = createChunkPipeline(transforms);
  // Where nothing can be held back, an item's end needs not wait for the stream's.
  const mayHold = !protocol.openStamp || transforms.some(({ isStateless }) => !isStateless);
  const finishes: StreamFrame[] = [];
  let isFlushed = false;
  let hasFailed = false;
  /** Runs hooks; what they let through before one threw still goes on, and the failure behind it. */
  function* collect(
    run: (passed: ApiEvent[]) => Awaitable<void>,
    originals?: Originals,
  ): WaitingSteps<StreamFrame[]> {
    const passed: ApiEvent[] = [];
    try {
      const running = run(passed);
      if (running instanceof Promise) yield running;
    } catch (error) {
      hasFailed = true;
      fail(error);
    }
    return toFrames(passed, protocol, originals);
  }
  function* flush(): WaitingSteps<StreamFrame[]> {
    if (isFlushed) return [];
    isFlushed = true;
    return yield* collect(pipeline.end);
  }
  const takeFinishes = () => (hasFailed ? [] : finishes.splice(0));

  function* pushFrames(frames: readonly StreamFrame[]): WaitingSteps<Uint8Array | undefined> {
    const passed: StreamFrame[] = frames.filter((frame) => frame.kind === 'comment');
    for (const stretch of splitStretches(frames, protocol, mayHold)) {
      if (hasFailed) break;
      const { starts, deltas, originals } = stretch;
      passed.push(...starts);
      passed.push(...(yield* collect((into) => pipeline.push(deltas, into), originals)));
      finishes.push(...stretch.finishes);
      if (!mayHold) passed.push(...takeFinishes());
    }
    const last = frames.at(-1);
    const isOver = !hasFailed && last !== undefined && closesStream(last, protocol);
    if (isOver) passed.push(...(yield* flush()), ...takeFinishes());
    return join(write(passed));
  }
  function* endFrames(isComplete: boolean): WaitingSteps<Uint8Array | undefined> {
    const rest = yield* flush();
    return join(write([...rest, ...(isComplete ? takeFinishes() : [])]));
  }
  return {
    push: (frames) => awaitYielded(pushFrames(frames)),
    end: (isComplete) => awaitYielded(endFrames(isComplete)),
  };
}

/** Events for the hooks, and what stands behind them and is not for hooks. */
interface Stretch {
  readonly starts: StreamFrame[];
  readonly deltas: ApiEvent[];
  readonly originals: Originals;
  readonly finishes: StreamFrame[];
}

/** A read as one stretch; as several where finishes do not wait, so that the order stays. */
function splitStretches(
  frames: readonly StreamFrame[],
  protocol: StreamProtocol,
  isOne: boolean,
): Stretch[] {
  const stretches: Stretch[] = [];
  let current: Stretch | undefined;
  for (const frame of frames) {
    if (frame.kind === 'comment') continue;
    const { start, delta, finish } = splitFrame(frame, protocol);
    if (!current || (!isOne && delta && current.finishes.length > 0)) {
      current = { starts: [], deltas: [], originals: new Map(), finishes: [] };
      stretches.push(current);
    }
    if (delta) {
      current.deltas.push(delta);
      if (frame.kind === 'event' && delta === frame.event) current.originals.set(delta, frame);
    }
    if (start) current.starts.push(start);
    if (finish) current.finishes.push(finish);
  }
  return stretches;
}

interface SplitFrame {
  readonly start?: StreamFrame;
  readonly delta?: ApiEvent;
  readonly finish?: StreamFrame;
}

function splitFrame(
  frame: Exclude<StreamFrame, { kind: 'comment' }>,
  protocol: StreamProtocol,
): SplitFrame {
  if (frame.kind === 'done') return { finish: frame };
  const event = frame.event as ApiEvent;
  const { start, delta, finish } = protocol.splitEvent(event);
  if (start) return { start: frame };
  if (!finish) return delta ? { delta } : {};
  const isWhole = finish === event;
  return {
    ...(delta && { delta }),
    finish: isWhole ? frame : { kind: 'event', event: finish, name: frame.name },
  };
}

/** Events as frames of their protocol. @param originals the frames of those that came in one. */
export function toFrames(
  events: readonly ApiEvent[],
  protocol: StreamProtocol,
  originals?: ReadonlyMap<ApiEvent, EventFrame>,
): EventFrame[] {
  return events.map((event) => {
    return originals?.get(event) ?? { kind: 'event', event, name: protocol.nameOf?.(event) };
  });
}

function join(pieces: readonly Uint8Array[]): Uint8Array | undefined {
  return pieces.length === 0 ? undefined : concatBytes(pieces);
}
