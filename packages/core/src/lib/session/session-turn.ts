import type { GatewayReply, GatewayRequest } from '../door.ts';
import { GatewayError, toGatewayError } from '../errors.ts';
import { type Payload, readPayload } from '../payload.ts';
import { errorReply } from '../render-error.ts';
import { orReleased } from './or-released.ts';
import { type SendOptions, sendReply, toLoggedError } from './send-reply.ts';
import { parseMessage, type SessionMessage, toRequestBody } from './session-message.ts';
import type { Received } from './session-queue.ts';
import type { SessionStore } from './session-store.ts';
import { turnRequest } from './turn-request.ts';

/** What a turn works with: the connection's parts, and its own id and signal. */
export interface TurnOptions extends SendOptions {
  readonly origin: GatewayRequest;
  readonly answer: (request: GatewayRequest) => Promise<GatewayReply>;
  readonly store?: Pick<SessionStore, 'evict'> | undefined;
}

/**
 * Answers one message of the client: with the events of a response, or with an error.
 * @throws what `send` throws, and the signal's reason once that is aborted.
 */
export async function runTurn(received: Received, options: TurnOptions): Promise<void> {
  const message = readReceived(received);
  const reply = await replyTo(message, options);
  const isWhole = await sendReply(reply, options);
  if (!isWhole && !(message instanceof GatewayError)) evictContinued(message, options);
}

function readReceived(received: Received): Payload<SessionMessage> | GatewayError {
  if (received instanceof GatewayError) return received;
  try {
    return parseMessage(received);
  } catch (error) {
    return toGatewayError(error);
  }
}

/** Whatever goes wrong is a reply too, as it would be over HTTP. */
async function replyTo(
  message: Payload<SessionMessage> | GatewayError,
  options: TurnOptions,
): Promise<GatewayReply> {
  const { origin, answer, requestId, signal } = options;
  try {
    if (message instanceof GatewayError) throw message;
    const body = toRequestBody(message);
    const request = turnRequest(origin, { body, requestId, signal });
    return await orReleased(answer(request), signal);
  } catch (thrown) {
    signal.throwIfAborted();
    return errorReply(toLoggedError(thrown, options), []);
  }
}

/** A continuation that failed takes with it what the connection holds of the response it named. */
function evictContinued(message: Payload<SessionMessage>, { store }: TurnOptions): void {
  const { previous_response_id: id } = readPayload(message);
  if (typeof id === 'string') store?.evict(id);
}
