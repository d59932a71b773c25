import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError, renderError, requestIdOf } from '@gw/core';

/**
 * Answers what never becomes a request, and would get Node's bare status line: what is not HTTP (400),
 * takes too long (408), has too much of a head (431), or expects what we cannot do (417).
 */
export function explainRefusals(server: Server): void {
  server.on('clientError', refuseConnection);
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const { status, lines, body } = refusal(417, requestIdOf(request.headers));
    response.writeHead(status, lines.flat()).end(body);
  });
}

/** Node's own word for the reply that a socket is busy with; no public one says it. */
interface BusySocket extends Socket {
  readonly _httpMessage?: ServerResponse | null;
}

/**
 * As Node does it: written only where no other reply has begun, which it would become a part of.
 * @see https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js (socketOnError)
 */
function refuseConnection({ code }: NodeJS.ErrnoException, socket: BusySocket): void {
  // With none of its own left, a late ECONNRESET would end the process.
  socket.on('error', () => undefined);
  if (socket.writable && code !== 'ECONNRESET' && !socket._httpMessage?.headersSent) {
    const { status, lines, body } = refusal(statusOf(code), requestIdOf({}));
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`);
  }
  socket.destroySoon();
}

function statusOf(code: string | undefined): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return 431;
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 413;
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 408;
    default:
      return 400;
  }
}

const texts = {
  400: 'The request is not valid HTTP.',
  408: 'The request took too long to arrive.',
  413: 'The chunk extensions of the request are too large.',
  417: 'The server can meet no other expectation than 100-continue.',
  431: 'The headers of the request are too large.',
} as const;

type Refusal = keyof typeof texts;

function refusal(status: Refusal, requestId: string) {
  const code = status === 408 ? 'request_timeout' : 'invalid_request';
  const body = JSON.stringify(renderError(new GatewayError(code, texts[status])));
  const lines: [string, string][] = [
    ['x-request-id', requestId],
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
    ['connection', 'close'],
  ];
  return { status, lines, body };
}
