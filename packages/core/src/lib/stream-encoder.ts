import type { ApiEvent } from './api.ts';
import { endsStream } from './collect.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { ChunkTransform } from './hooks.ts';
import type { ResponseCollector, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { encodeFrame } from './sse.ts';
import { errorInFrame } from './stream-error.ts';
import { hookedPath, straightPath } from './stream-path.ts';
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
  const paths = isHooked
    ? hookedPath({ protocol, transforms: options.transforms, emit, fail })
    : straightPath(emit);
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
