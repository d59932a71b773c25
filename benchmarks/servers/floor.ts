// The least that a gateway in JavaScript can do for a request: read it, name another model, send it
// on with a key, and pass the reply's bytes. Events throughout: `for await` and `pipe` cost more.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { readSettings } from './lib/settings.ts';

const { host, port, baseUrl, apiKey } = readSettings();
const { origin, pathname } = new URL(baseUrl);
const pool = new Pool(origin, { bodyTimeout: 0 });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };

async function pass(url: string, body: string, response: ServerResponse): Promise<void> {
  const asked = JSON.parse(body) as { model: string };
  asked.model = 'upstream-model';
  const path = url.replace('/v1', pathname);
  const reply = await pool.request({ path, method: 'POST', headers, body: JSON.stringify(asked) });
  const { 'content-type': type = '', 'content-length': length } = reply.headers;
  response.writeHead(reply.statusCode, {
    'content-type': String(type),
    ...(length && { 'content-length': String(length) }),
  });
  passBytes(reply.body, response);
}

function passBytes(body: Dispatcher.ResponseData['body'], response: ServerResponse): void {
  body.on('data', (bytes: Buffer) => {
    if (!response.write(bytes)) body.pause();
  });
  body.on('end', () => response.end());
  body.on('error', () => response.destroy());
  response.on('drain', () => body.resume());
  // An upstream whose client has left must end.
  response.on('close', () => body.destroy());
}

function readText(request: IncomingMessage, done: (text: string) => void): void {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => done(Buffer.concat(pieces).toString()));
}

createServer((request, response) => {
  const { url = '' } = request;
  if (url === '/health') response.end('ok');
  else readText(request, (text) => pass(url, text, response).catch(() => response.destroy()));
}).listen(port, host, 16_384);
