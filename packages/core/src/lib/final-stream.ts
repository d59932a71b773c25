import type { ApiEvent } from './api.ts';
import { concatBytes } from './bytes.ts';
import type { GatewayError } from './errors.ts';
import type { EventFrame, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { encodeFrame } from './sse.ts';
import type { StreamEncoder } from './stream-encoder.ts';

/** A stream that has been through everything before: its own bytes, up to its `[DONE]`. */
export interface FinalStream {
  readonly encoder: StreamEncoder;
  /**
   * Says that no more of it will come this way, and nothing of the answer, which may go on elsewhere. The
   * error has the number of the last event: who goes on behind it misses none.
   */
  failureBytes(error: GatewayError): Uint8Array;
}

export function openFinalStream({
  errorFrame,
  isTerminal,
  writesDone,
}: StreamProtocol): FinalStream {
  const progress = { isComplete: false, hasAll: false, isDone: false, error: undefined };
  let last: ApiEvent | undefined;
  const encoder: StreamEncoder = {
    progress,
    push(frames) {
      const isDone = frames.some(({ kind }) => kind === 'done');
      Object.assign(progress, { isComplete: isDone, hasAll: isDone, isDone });
      last = (frames.findLast(isEvent)?.event as ApiEvent | undefined) ?? last;
      return frames.length === 0 ? undefined : concatBytes(frames.map(encodeFrame));
    },
    end: () => undefined,
  };
  return {
    encoder,
    failureBytes(error) {
      // One that has told its end is whole, whatever happens behind it.
      const isWhole = last !== undefined && isTerminal(last);
      const frames: StreamFrame[] = isWhole ? [] : [withNumberOf(last ?? {}, errorFrame(error))];
      if (writesDone) frames.push({ kind: 'done' });
      return concatBytes(frames.map(encodeFrame));
    },
  };
}

function isEvent(frame: StreamFrame): frame is EventFrame<object> {
  return frame.kind === 'event';
}

/** Events of other apis have no numbers. */
function withNumberOf(last: object, frame: StreamFrame): StreamFrame {
  if (!isEvent(frame) || !('sequence_number' in last)) return frame;
  return { ...frame, event: { ...frame.event, sequence_number: last.sequence_number } };
}
