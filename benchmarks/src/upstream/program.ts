// A program: an upstream of the OpenAI API, as fast as Node can be one. Its parent sets the scenario
// and asks for counts by messages; it ends with its parent.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createJsonReplies } from './json-replies.ts';
import { type Scenario, wallClock } from './scenario.ts';
import { streamFrames } from './stream-frames.ts';

const replies = createJsonReplies();
let scenario: Scenario = { reply: 'chat-1k' };
let chunks = 0;
let cutAt: number[] = [];
const open = new Set<ServerResponse>();

const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume().once('end', () => answer(response));
});

function answer(response: ServerResponse): void {
  if ('stream' in scenario) tell(response, scenario);
  else reply(response, replies[scenario.reply]);
}

function reply(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': body.length,
  });
  response.end(body);
}

function tell(response: ServerResponse, told: Extract<Scenario, { stream: unknown }>): void {
  const frames = streamFrames[told.stream];
  const intervalMs = 1_000 / told.chunksPerSecond;
  let at = 0;
  const next = () => {
    if (at === told.chunks) return void response.end(frames.closing(at));
    response.write((at === 0 ? frames.opening() : '') + frames.content(at));
    at++;
    chunks++;
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  next();
  // Streams that were opened together must not speak together.
  let timer: NodeJS.Timeout = setTimeout(() => {
    timer = setInterval(next, intervalMs);
  }, Math.random() * intervalMs);
  open.add(response);
  response.once('close', () => {
    clearTimeout(timer);
    // What a new scenario has cut is not among them any more.
    if (open.delete(response) && !response.writableFinished) cutAt.push(wallClock());
  });
}

process.on('message', ({ id, set }: { readonly id: number; readonly set?: Scenario }) => {
  if (set) {
    scenario = set;
    // What a gateway has left running is cut, so that it burdens nobody else.
    for (const response of open) response.destroy();
    open.clear();
    chunks = 0;
    cutAt = [];
  }
  process.send?.({ id, counts: { openStreams: open.size, chunks, cutAt } });
});
process.on('disconnect', () => process.exit());

server.listen(0, '127.0.0.1', 16_384, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
