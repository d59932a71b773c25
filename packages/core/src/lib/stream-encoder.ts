import type { ApiEvent, Awaitable } from './api.ts';
import { closesStream, endsStream } from './collect.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { ChunkTransform } from './hooks.ts';
import type { EventFrame, ResponseCollector, StreamProtocol, StreamStamp } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { encodeFrame } from './sse.ts';
import { errorInFrame } from './stream-error.ts';
import { hookedPath, straightPath, toFrames, type WriteFrames } from './stream-path.ts';
import type { Usage } from './usage.ts';

/** What a stream's events come to on their way from the upstream's frames to the client's bytes. */
export interface StreamEncoder {
  /** The bytes that one read makes; `undefined` where nothing goes on. */
  push(frames: readonly StreamFrame[]): Awaitable<Uint8Array | undefined>;
  /**
   * What is still held when no more frames come. After a failure that is the deltas alone: a finish
   * would look like a clean end.
   */
  end(outcome: 'complete' | 'failed'): Awaitable<Uint8Array | undefined>;
  readonly progress: StreamProgress;
}

/** How far a stream has come. One object for its life: read it anew after each push. */
export interface StreamProgress {
  /** Whether the stream's terminal event has come. */
  readonly isComplete: boolean;
  /** Whether as many terminal events have come as were asked for: a connection may die now. */
  readonly hasAll: boolean;
  /** Whether the last frame has come: there is nothing to wait for, and nothing behind it goes on. */
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
  /** Default: events go out as they are. */
  readonly stamp?: StreamStamp | undefined;
  /** Whether the stamp makes every event anew, and not only what must be said differently. */
  readonly isDraft: boolean;
  /** Runs before the last frame goes out. Default: nothing does. */
  readonly beforeEnd?: (() => Awaitable<void>) | undefined;
  /** Is told every event that goes to the client, with its bytes. Default: nobody is. */
  readonly onSent?: ((event: ApiEvent, bytes: Uint8Array) => void) | undefined;
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

  const told = protocol.openUsage?.() ?? protocol;
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
    progress.isDone ||= closesStream(frame, protocol);
    if (frame.kind !== 'event') return frame;
    const event = frame.event as ApiEvent;
    const usage = told.usageOf(event);
    if (usage) options.onUsage(usage);
    return adjust(frame, event, options);
  };
  const isHooked = options.transforms.length > 0;
  const stampFrame = createFrameStamp(options, isHooked);
  const emit = (frame: StreamFrame): Uint8Array => {
    const bytes = encodeFrame(frame);
    if (frame.kind === 'event') {
      options.collector?.push(frame.event as ApiEvent);
      options.onContent?.(frame.event as ApiEvent);
      options.onSent?.(frame.event as ApiEvent, bytes);
    }
    return bytes;
  };
  const write: WriteFrames = (frames) => {
    const pieces: Uint8Array[] = [];
    for (const frame of frames) {
      if (!stampFrame) pieces.push(emit(frame));
      else for (const stamped of stampFrame(frame)) pieces.push(emit(stamped));
    }
    return pieces;
  };

  const fail = (error: unknown) => {
    progress.error = toGatewayError(error);
  };
  const paths = isHooked
    ? hookedPath({ protocol, transforms: options.transforms, write, fail })
    : straightPath(write);
  const { beforeEnd } = options;
  return {
    push(frames) {
      const passing: StreamFrame[] = [];
      for (const frame of frames) {
        const inspected = inspect(frame);
        if (inspected) passing.push(inspected);
      }
      const written = paths.push(passing);
      return beforeEnd && progress.isDone ? behind(written, beforeEnd, progress) : written;
    },
    end(outcome) {
      const written = paths.end(outcome === 'complete');
      // Where only the connection tells the end, nothing has run yet.
      const isEnd = outcome === 'complete' && !progress.isDone;
      return beforeEnd && isEnd ? behind(written, beforeEnd, progress) : written;
    },
    progress,
  };
}

/** The end of a stream that is told once something else has happened; a failed one is not told. */
async function behind(
  written: Awaitable<Uint8Array | undefined>,
  beforeEnd: () => Awaitable<void>,
  progress: StreamProgress,
): Promise<Uint8Array | undefined> {
  const bytes = await written;
  if (!progress.error) await beforeEnd();
  return bytes;
}

/** What the stamp makes of a frame, and the `[DONE]` that its upstream may not have written. */
function createFrameStamp(
  { stamp, isDraft, protocol }: StreamEncoderOptions,
  isHooked: boolean,
): ((frame: StreamFrame) => readonly StreamFrame[]) | undefined {
  if (!stamp) return undefined;
  const takes = isDraft || isHooked;
  return (frame) => {
    if (frame.kind === 'comment') return [frame];
    if (frame.kind === 'done') return [];
    const one = frame as EventFrame<ApiEvent>;
    const stamped = takes ? toFrames(stamp.take(one.event), protocol) : stamp.pass(one);
    const isEnd = stamped.some(({ event }) => protocol.isTerminal(event as ApiEvent));
    return isEnd && protocol.writesDone ? [...stamped, { kind: 'done' }] : stamped;
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
