import type { IncomingMessage } from 'node:http';

/** A whole body. @throws what the socket throws when it breaks off. */
export async function readBody(response: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  return Buffer.concat(pieces);
}
