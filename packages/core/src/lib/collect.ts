import type { ApiEvent, ApiResponse } from './api.ts';
import { byteLengthOf, endedWithoutTerminal } from './commit.ts';
import { GatewayError } from './errors.ts';
import type { ResponseCollector, StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { errorInFrame } from './stream-error.ts';

/** As much as a reply that comes as JSON may have. */
const maxCollectedBytes = 64 * 1024 * 1024;

/**
 * Reads a stream to its end into the one response it tells, for a client that asked for JSON.
 * @throws {GatewayError} when the stream fails or ends without its terminal event.
 */
export async function collectStream(
  stream: AsyncIterable<readonly StreamFrame[]>,
  protocol: StreamProtocol,
  provider: string,
  collector: ResponseCollector = protocol.collect(),
): Promise<ApiResponse> {
  let isComplete = false;
  let isDone = false;
  let collectedBytes = 0;
  for await (const frames of stream) {
    collectedBytes += byteLengthOf(frames);
    if (collectedBytes > maxCollectedBytes) throw tooLarge(provider);
    for (const frame of frames) {
      if (isDone) break;
      const error = errorInFrame(frame, provider);
      if (error) throw error;
      isComplete ||= endsStream(frame, protocol);
      isDone ||= closesStream(frame, protocol);
      if (frame.kind === 'event') collector.push(frame.event as ApiEvent);
    }
    // An upstream may keep its connection open behind its last frame; nothing more is to come.
    if (isDone) break;
  }
  const response = isComplete ? collector.end() : undefined;
  if (!response) throw endedWithoutTerminal(provider);
  return response;
}

function tooLarge(provider: string): GatewayError {
  const message = `The stream of upstream "${provider}" is larger than ${maxCollectedBytes} bytes.`;
  return new GatewayError('upstream_invalid_response', message);
}

/** Whether nothing is missing once this frame has come. */
export function endsStream(frame: StreamFrame, protocol: StreamProtocol): boolean {
  if (frame.kind === 'done') return protocol.end !== 'terminal';
  return (
    frame.kind === 'event' &&
    protocol.end !== 'done' &&
    protocol.isTerminal(frame.event as ApiEvent)
  );
}

/** Whether nothing behind this frame can belong to the answer. */
export function closesStream(frame: StreamFrame, protocol: StreamProtocol): boolean {
  if (frame.kind === 'done') return true;
  return protocol.end === 'terminal' && endsStream(frame, protocol);
}
