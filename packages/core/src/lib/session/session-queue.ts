import { GatewayError } from '../errors.ts';

/** A client's message as it was received, or why it was not even read. */
export type Received = Uint8Array | GatewayError;

export interface SessionQueueOptions {
  /** The largest message, in bytes; also what all waiting messages may have together. */
  readonly maxMessageBytes: number;
  /** How many messages may wait. */
  readonly maxQueued: number;
}

/**
 * The messages that wait for their turn. What does not fit is refused in its turn too: the protocol
 * has no ids, so only the order tells a client which of its messages an error belongs to.
 */
export interface SessionQueue {
  push(message: string | Uint8Array): void;
  take(): Received | undefined;
  clear(): void;
  readonly isEmpty: boolean;
}

/** So many messages came in a row that found no place. Counted, so that a flood takes no memory. */
interface Overflow {
  count: number;
}

const encoder = new TextEncoder();

export function createSessionQueue({
  maxMessageBytes,
  maxQueued,
}: SessionQueueOptions): SessionQueue {
  let entries: (Received | Overflow)[] = [];
  let waiting = 0;
  let waitingBytes = 0;
  const hasPlaceFor = (message: Received) =>
    waiting < maxQueued && waitingBytes + sizeOf(message) <= maxMessageBytes;

  return {
    push(message) {
      const received = receive(message, maxMessageBytes);
      const last = entries.at(-1);
      if (hasPlaceFor(received)) {
        entries.push(received);
        waiting++;
        waitingBytes += sizeOf(received);
      } else if (isOverflow(last)) {
        last.count++;
      } else {
        entries.push({ count: 1 });
      }
    },
    take() {
      const first = entries[0];
      if (isOverflow(first)) {
        if (--first.count === 0) entries.shift();
        return queueFull(maxQueued, maxMessageBytes);
      }
      if (!first) return undefined;
      entries.shift();
      waiting--;
      waitingBytes -= sizeOf(first);
      return first;
    },
    clear() {
      entries = [];
      waiting = 0;
      waitingBytes = 0;
    },
    get isEmpty() {
      return entries.length === 0;
    },
  };
}

function receive(message: string | Uint8Array, maxMessageBytes: number): Received {
  if (typeof message !== 'string') {
    return new GatewayError('invalid_request', 'Send messages as text: this one was binary.');
  }
  // No text has fewer bytes than characters: the largest ones are not even encoded.
  const bytes = message.length > maxMessageBytes ? undefined : encoder.encode(message);
  if (bytes && bytes.length <= maxMessageBytes) return bytes;
  const text = `The message is larger than the limit of ${maxMessageBytes} bytes.`;
  return new GatewayError('body_too_large', text);
}

function isOverflow(entry: Received | Overflow | undefined): entry is Overflow {
  return entry !== undefined && 'count' in entry;
}

function sizeOf(message: Received): number {
  return message instanceof GatewayError ? 0 : message.length;
}

function queueFull(maxQueued: number, maxBytes: number): GatewayError {
  const message = `At most ${maxQueued} messages of together ${maxBytes} bytes may wait for the running response. Send this one again.`;
  return new GatewayError('websocket_queue_full', message);
}
