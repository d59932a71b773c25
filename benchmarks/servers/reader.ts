// The least that a gateway can do which looks at what it passes on: the floor, whose replies are read
// as well. A reply of JSON is parsed, and so is each frame of a stream, which comes through an async
// iterable, so that nobody reads faster than the client takes. Bytes go on as they came. With REWRITE=1
// each frame of a stream is written anew, as by a gateway that changes it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { readSettings } from './lib/settings.ts';

const { host, port, baseUrl, apiKey } = readSettings();
const { origin, pathname } = new URL(baseUrl);
const pool = new Pool(origin, { bodyTimeout: 0 });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };
const { REWRITE } = process.env;
const isRewriting = REWRITE === '1';

async function pass(url: string, body: string, response: ServerResponse): Promise<void> {
  const asked = JSON.parse(body) as { model: string };
  asked.model = 'upstream-model';
  const path = url.replace('/v1', pathname);
  const reply = openReply(response);
  pool.dispatch({ path, method: 'POST', headers, body: JSON.stringify(asked) }, reply.handler);
  const type = await reply.type;
  response.setHeader('content-type', type);
  if (type.startsWith('text/event-stream')) await passFrames(reply.reads, response);
  else await passJson(reply.reads, response);
}

async function passJson(reads: Reads, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for (let read = await reads.next(); read; read = await reads.next()) pieces.push(read);
  const bytes = pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  JSON.parse(bytes.toString());
  response.setHeader('content-length', bytes.length);
  response.end(bytes);
}

async function passFrames(reads: Reads, response: ServerResponse): Promise<void> {
  let left = '';
  for (let read = await reads.next(); read; read = await reads.next()) {
    const frames = (left + read.toString()).split('\n\n');
    left = frames.pop() ?? '';
    const told = frames.map(readFrame).join('');
    if (!response.write(isRewriting ? told : read)) await drained(response);
    if (response.destroyed) return;
  }
  response.end();
}

function readFrame(frame: string): string {
  const at = frame.indexOf('data: ');
  const data = frame.slice(at + 6);
  if (data === '[DONE]') return `${frame}\n\n`;
  const event = JSON.parse(data) as object;
  return isRewriting ? `${frame.slice(0, at)}data: ${JSON.stringify(event)}\n\n` : '';
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => void response.once('drain', resolve).once('close', resolve));
}

/** What came in one read; nothing at the end. Rejects for a reply that broke off. */
interface Reads {
  next(): Promise<Buffer | undefined>;
}

/** An upstream's reply that is read when it is asked for. It ends when the client leaves. */
function openReply(response: ServerResponse) {
  const type = Promise.withResolvers<string>();
  const held: Buffer[] = [];
  let asked: PromiseWithResolvers<Buffer | undefined> | undefined;
  let ending: { readonly error?: Error } | undefined;
  let controller: Dispatcher.DispatchController;
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart(started) {
      controller = started;
      response.on('close', () => {
        if (!response.writableFinished) started.abort(new Error('left'));
      });
    },
    onResponseStart(_, status, { 'content-type': found = 'application/json' }) {
      response.statusCode = status;
      type.resolve(String(found));
    },
    onResponseData(_, bytes) {
      if (!asked) {
        held.push(bytes);
        return controller.pause();
      }
      asked.resolve(bytes);
      asked = undefined;
    },
    onResponseEnd() {
      ending = {};
      asked?.resolve(undefined);
    },
    onResponseError(_, error) {
      ending = { error };
      type.reject(error);
      asked?.reject(error);
    },
  };
  const next = (): Promise<Buffer | undefined> => {
    const piece = held.shift();
    if (piece) return Promise.resolve(piece);
    if (ending) return ending.error ? Promise.reject(ending.error) : Promise.resolve(undefined);
    asked = Promise.withResolvers();
    const { promise } = asked;
    // What it has held back may come at once.
    if (controller.paused) controller.resume();
    return promise;
  };
  return { type: type.promise, reads: { next }, handler };
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
