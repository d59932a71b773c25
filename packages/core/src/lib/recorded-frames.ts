import type { ApiEvent } from './api.ts';
import type { StreamFrame } from './provider.ts';
import type { Recording } from './recording.ts';
import { encodeFrame } from './sse.ts';

/** The bytes of frames that go out beside the encoder's. */
export function writeFrames(
  frames: readonly StreamFrame[],
  recording: Recording | undefined,
): Uint8Array[] {
  return frames.map((frame) => {
    const bytes = encodeFrame(frame);
    if (frame.kind === 'event') recording?.event(frame.event as ApiEvent, bytes);
    return bytes;
  });
}
