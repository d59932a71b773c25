import { stopQuietly } from '../commit.ts';
import type { GatewayReply } from '../door.ts';
import { orAborted } from '../or-aborted.ts';

/** The reply, unless the signal is aborted first: what comes after that is let go. */
export function orReleased(
  reply: Promise<GatewayReply>,
  signal: AbortSignal,
): Promise<GatewayReply> {
  const release = ({ body }: GatewayReply) => {
    if (signal.aborted) releaseBody(body);
  };
  reply.then(release, () => undefined);
  return orAborted(reply, signal);
}

/** Nobody will read this body: a stream behind it is stopped. */
export function releaseBody(body: GatewayReply['body']): void {
  if (isPieces(body)) stopQuietly(body[Symbol.asyncIterator]());
}

/** Whether a body comes in pieces. */
export function isPieces(body: GatewayReply['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
