import { stopQuietly } from '../commit.ts';
import type { GatewayReply } from '../door.ts';
import { type GatewayError, toGatewayError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { orAborted } from '../or-aborted.ts';
import { envelopeOfReply } from './error-envelope.ts';
import { isPieces, releaseBody } from './or-released.ts';
import { createTurnEvents, type TurnEvents } from './turn-events.ts';

export interface SendOptions {
  readonly send: (text: string) => void | Promise<void>;
  /** Of the turn. */
  readonly requestId: string;
  /** Aborted when the connection ends before the turn does. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/**
 * Sends a reply as messages.
 * @returns whether it is, and has stayed, a success.
 * @throws what `send` throws, and the signal's reason once that is aborted.
 */
export async function sendReply(reply: GatewayReply, options: SendOptions): Promise<boolean> {
  const { status, body } = reply;
  if (!isPieces(body) || status >= 400) {
    releaseBody(body);
    await sendAll([envelopeOfReply(reply)], options);
    return false;
  }
  const events = createTurnEvents();
  for await (const texts of readMessages(body, events, options)) await sendAll(texts, options);
  return !events.hasFailed;
}

/** A response's messages, those of each piece of its stream together. */
async function* readMessages(
  body: AsyncIterable<Uint8Array>,
  events: TurnEvents,
  options: SendOptions,
): AsyncGenerator<string[], void> {
  const pieces = body[Symbol.asyncIterator]();
  const next = () => orAborted(pieces.next(), options.signal);
  let piece: IteratorResult<Uint8Array> | undefined;
  try {
    for (piece = await next(); !piece.done; piece = await next()) yield events.push(piece.value);
    yield events.end();
  } catch (thrown) {
    options.signal.throwIfAborted();
    yield events.end(toLoggedError(thrown, options));
  } finally {
    if (!piece?.done) stopQuietly(pieces);
  }
}

/** One after the other; the next piece is read when the client has taken these. */
async function sendAll(texts: readonly string[], { send, signal }: SendOptions): Promise<void> {
  for (const text of texts) {
    const sending = send(text);
    if (sending !== undefined) await orAborted(sending, signal);
  }
}

/** What nobody expected is logged, with the request's id to find it by. */
export function toLoggedError(
  thrown: unknown,
  { requestId, log }: Pick<SendOptions, 'requestId' | 'log'>,
): GatewayError {
  const error = toGatewayError(thrown);
  if (error.code === 'internal_error') {
    const cause = error.cause ?? error;
    log.error('A message of a WebSocket could not be answered.', { requestId, cause });
  }
  return error;
}
