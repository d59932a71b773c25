import type { ApiEvent } from './api.ts';
import { type ChunkPipeline, createChunkPipeline } from './chunk-pipeline.ts';
import type { ChunkTransform } from './hooks.ts';
import type { StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { concatBytes } from './splice.ts';

type EventFrame = Extract<StreamFrame, { kind: 'event' }>;

/** The way of a stream's frames to bytes, with chunk hooks in it or without. */
export interface StreamPath {
  push(frames: readonly StreamFrame[]): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  end(isComplete: boolean): Promise<Uint8Array | undefined> | undefined;
}

/** No chunk hook: all frames of a read become one write, without another promise. */
export function straightPath(emit: (frame: StreamFrame) => Uint8Array): StreamPath {
  return {
    push: (frames) => (frames.length === 0 ? undefined : concatBytes(frames.map(emit))),
    end: () => undefined,
  };
}

/** The frame that each event came in, for those that no hook replaced. */
type Originals = Map<ApiEvent, EventFrame>;

export interface HookedPathOptions {
  readonly protocol: StreamProtocol;
  readonly transforms: readonly ChunkTransform[];
  emit(frame: StreamFrame): Uint8Array;
  /** Is told what a hook threw; the frames that it had let through still come. */
  fail(error: unknown): void;
}

/** Deltas go through the hooks; what ends the stream waits until the hooks have said all. */
export function hookedPath({ protocol, transforms, emit, fail }: HookedPathOptions): StreamPath {
  const pipeline: ChunkPipeline = createChunkPipeline(transforms);
  const finishes: StreamFrame[] = [];
  const split = (frame: StreamFrame, originals: Originals): ApiEvent[] => {
    if (frame.kind === 'done') finishes.push(frame);
    if (frame.kind !== 'event') return [];
    const event = frame.event as ApiEvent;
    const { delta, finish } = protocol.splitFinish(event);
    if (finish)
      finishes.push(finish === event ? frame : { kind: 'event', event: finish, name: frame.name });
    if (!delta) return [];
    if (delta === event) originals.set(event, frame);
    return [delta];
  };
  const toFrames = (events: readonly ApiEvent[], originals?: Originals) =>
    events.map((event): StreamFrame => {
      const name = protocol.nameOf?.(event);
      return originals?.get(event) ?? { kind: 'event', event, name };
    });
  const join = (frames: readonly StreamFrame[]) =>
    frames.length === 0 ? undefined : concatBytes(frames.map(emit));
  let isFlushed = false;
  let hasFailed = false;
  /** Runs hooks; what they let through before one threw still goes on, and the failure behind it. */
  const collect = async (run: (passed: ApiEvent[]) => Promise<void>, originals?: Originals) => {
    const passed: ApiEvent[] = [];
    try {
      await run(passed);
    } catch (error) {
      hasFailed = true;
      fail(error);
    }
    return toFrames(passed, originals);
  };
  const flush = async () => {
    if (isFlushed) return [];
    isFlushed = true;
    return collect(pipeline.end);
  };
  const takeFinishes = () => (hasFailed ? [] : finishes.splice(0));

  return {
    async push(frames) {
      const originals: Originals = new Map();
      const deltas = frames.flatMap((frame) => split(frame, originals));
      const comments = frames.filter((frame) => frame.kind === 'comment');
      const passed = await collect((into) => pipeline.push(deltas, into), originals);
      const isDone = !hasFailed && finishes.at(-1)?.kind === 'done';
      const rest = isDone ? await flush() : [];
      return join([...comments, ...passed, ...rest, ...(isDone ? takeFinishes() : [])]);
    },
    async end(isComplete) {
      const rest = await flush();
      return join([...rest, ...(isComplete ? takeFinishes() : [])]);
    },
  };
}
