// A raw pipe: bytes there, bytes back, and nobody looks at them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import { readSettings } from './lib/settings.ts';

const { host, port, baseUrl, apiKey } = readSettings();
const { origin, pathname } = new URL(baseUrl);
const pool = new Pool(origin, { bodyTimeout: 0 });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` };

function pass(request: IncomingMessage, response: ServerResponse): void {
  const path = (request.url ?? '').replace('/v1', pathname);
  pool.dispatch({ path, method: 'POST', headers, body: request }, pipeInto(response));
}

function pipeInto(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart(controller) {
      response.on('drain', () => controller.resume());
      response.on('close', () => {
        if (!response.writableFinished) controller.abort(new Error('left'));
      });
    },
    onResponseStart(_, status, { 'content-type': type = 'application/json' }) {
      response.writeHead(status, { 'content-type': String(type) });
    },
    onResponseData(controller, bytes) {
      if (!response.write(bytes)) controller.pause();
    },
    onResponseEnd: () => void response.end(),
    onResponseError: () => void response.destroy(),
  };
}

createServer((request, response) => {
  if (request.url === '/health') response.end('ok');
  else pass(request, response);
}).listen(port, host, 16_384);
