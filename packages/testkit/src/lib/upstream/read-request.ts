import type { IncomingMessage } from 'node:http';
import { createRequestRecord, type RequestRecord } from './request-record.ts';
import type { HeaderList } from './step.ts';

/** Reads a request to the end of its body, or to where the client left. */
export async function readRequest(
  incoming: IncomingMessage,
  connection: number,
  index: () => number,
): Promise<RequestRecord> {
  const { method = '', url: target = '' } = incoming;
  const body = await readBody(incoming);
  return createRequestRecord({
    index: index(),
    method,
    target,
    headers: pairUp(incoming.rawHeaders),
    body,
    bodyComplete: incoming.complete,
    connection,
  });
}

/** Never rejects: a body that breaks off is what has arrived of it. */
function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const finish = () => resolve(new Uint8Array(Buffer.concat(chunks)));
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', finish).once('error', finish).once('close', finish);
  });
}

function pairUp(rawHeaders: readonly string[]): HeaderList {
  return rawHeaders.flatMap((name, at) =>
    at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
  );
}
