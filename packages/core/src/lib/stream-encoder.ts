import type { ApiEvent } from './api.ts';
import { type ChunkPipeline, createChunkPipeline } from './chunk-pipeline.ts';
import { endsStream } from './collect.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { ChunkTransform } from './hooks.ts';
import type { ResponseCollector, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { concatBytes } from './splice.ts';
import { encodeFrame } from './sse.ts';
import { errorInFrame } from './stream-error.ts';
import type { Usage } from './usage.ts';

type EventFrame = Extract<StreamFrame, { kind: 'event' }>;

/** What a stream's events come to on their way from the upstream's frames to the client's bytes. */
export interface StreamEncoder {
  /** The bytes that one read makes; `undefined` where nothing goes on. */
  push(frames: readonly StreamFrame[]): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /**
   * What is still held when no more frames come. After a failure that is the deltas alone: a finish
   * would look like a clean end.
   */
  end(outcome: 'complete' | 'failed'): Promise<Uint8Array | undefined> | undefined;
  readonly progress: StreamProgress;
}

/** How far a stream has come. One object for its life: read it anew after each push. */
export interface StreamProgress {
  /** Whether the stream's terminal event has come. */
  readonly isComplete: boolean;
  /** Whether as many terminal events have come as were asked for: a connection may die now. */
  readonly hasAll: boolean;
  /** Whether `[DONE]` has come: there is nothing to wait for, and nothing behind it goes on. */
  readonly isDone: boolean;
  /** What the upstream reported inside the stream. Nothing behind it goes on. */
  readonly error: GatewayError | undefined;
}

export interface StreamEncoderOptions {
  readonly protocol: StreamProtocol;
  readonly provider: string;
  /** Terminal events that were asked for, one a picture. */
  readonly terminals: number;
  /** Whether usage that only we asked for is taken out again. */
  readonly stripsUsage: boolean;
  readonly transforms: readonly ChunkTransform[];
  /** Gets every event that goes to the client. Default: nobody collects. */
  readonly collector?: ResponseCollector | undefined;
  /** Replaces the reply's model name. Default: the upstream's own stays. */
  readonly replyModel?: string | undefined;
  onUsage(usage: Usage): void;
  /** Default: nobody counts. */
  readonly onContent?: ((event: ApiEvent) => void) | undefined;
}

export function createStreamEncoder(options: StreamEncoderOptions): StreamEncoder {
  const { protocol, provider } = options;
  const progress: { -readonly [Key in keyof StreamProgress]: StreamProgress[Key] } = {
    isComplete: false,
    hasAll: false,
    isDone: false,
    error: undefined,
  };

  let terminals = 0;
  /** What everybody who looks at frames needs, done once a frame. `undefined`: it does not go on. */
  const inspect = (frame: StreamFrame): StreamFrame | undefined => {
    if (progress.isDone || progress.error) return undefined;
    progress.error = errorInFrame(frame, provider);
    if (progress.error) return undefined;
    if (endsStream(frame, protocol)) {
      progress.isComplete = true;
      progress.hasAll = ++terminals >= options.terminals;
    }
    progress.isDone ||= frame.kind === 'done';
    if (frame.kind !== 'event') return frame;
    const event = frame.event as ApiEvent;
    const usage = protocol.usageOf(event);
    if (usage) options.onUsage(usage);
    return adjust(frame, event, options);
  };
  const emit = (frame: StreamFrame): Uint8Array => {
    if (frame.kind === 'event') {
      options.collector?.push(frame.event as ApiEvent);
      options.onContent?.(frame.event as ApiEvent);
    }
    return encodeFrame(frame);
  };

  const fail = (error: unknown) => {
    progress.error = toGatewayError(error);
  };
  const isHooked = options.transforms.length > 0;
  const paths = isHooked ? hookedPath(options, emit, fail) : straightPath(emit);
  return {
    push: (frames) => paths.push(frames.flatMap((frame) => inspect(frame) ?? [])),
    end: (outcome) => paths.end(outcome === 'complete'),
    progress,
  };
}

/** The frame as the client gets it: its own bytes unless usage is stripped or the model renamed. */
function adjust(
  frame: EventFrame,
  event: ApiEvent,
  { protocol, stripsUsage, replyModel }: StreamEncoderOptions,
): StreamFrame | undefined {
  const stripped = stripsUsage ? protocol.stripUsage(event) : event;
  if (stripped === null) return undefined;
  const isRenamed =
    replyModel !== undefined && 'model' in stripped && stripped.model !== replyModel;
  const adjusted = isRenamed ? { ...stripped, model: replyModel } : stripped;
  return adjusted === event ? frame : { ...frame, event: adjusted, raw: undefined };
}

interface Path {
  push(frames: readonly StreamFrame[]): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  end(isComplete: boolean): Promise<Uint8Array | undefined> | undefined;
}

/** No chunk hook: all frames of a read become one write, without another promise. */
function straightPath(emit: (frame: StreamFrame) => Uint8Array): Path {
  return {
    push: (frames) => (frames.length === 0 ? undefined : concatBytes(frames.map(emit))),
    end: () => undefined,
  };
}

/** The frame that each event came in, for those that no hook replaced. */
type Originals = Map<ApiEvent, EventFrame>;

/** Deltas go through the hooks; what ends the stream waits until the hooks have said all. */
function hookedPath(
  options: StreamEncoderOptions,
  emit: (frame: StreamFrame) => Uint8Array,
  fail: (error: unknown) => void,
): Path {
  const { protocol } = options;
  const pipeline: ChunkPipeline = createChunkPipeline(options.transforms);
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
