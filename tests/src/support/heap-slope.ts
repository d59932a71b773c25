/**
 * A program: asks a gateway over and over in every way, and prints how much the heap grew with each
 * call. In a process of its own, so that nothing else allocates beside it.
 * @example node --conditions=@gw/source --expose-gc heap-slope.ts
 */
import { createGateway, createMemoryResponseStore } from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import {
  always,
  cutMidStream,
  hangsMidStream,
  normal,
  startUpstream,
  status,
  when,
} from '@gw/testkit/upstream';
import {
  allApis,
  type Endpoint,
  endpointsTogether,
  modelsTogether,
  withPartials,
} from './endpoints.ts';
import { inBatches } from './in-batches.ts';
import { knock } from './knock.ts';

const warmUpRounds = 3;
const rounds = 10;
const callsPerRound = 500;

const upstream = await startUpstream();
const provider = createHttpProvider({
  id: 'main',
  baseUrl: upstream.url,
  apis: allApis,
  forwardHeaders: ['x-hang'],
});
const gateway = createGateway({
  providers: [provider],
  models: modelsTogether,
  // Full after the warm-up, so that what it keeps grows no more.
  responses: { store: createMemoryResponseStore({ maxResponses: 50 }) },
  retry: { backoffMs: 1 },
  keepAlive: { afterMs: 1_000 },
  use: [{ name: 'collect', collect: true, observe: () => undefined }],
});

function script(): void {
  // What the upstream remembers of its requests is not the gateway's.
  upstream.reset();
  upstream.script(
    when((request) => request.header('x-hang') === 'yes', hangsMidStream(2)),
    when(({ index }) => index % 17 === 0, status(503)),
    when(({ index }) => index % 13 === 0, cutMidStream({ afterFrames: 2, how: 'fin' })),
    always(normal()),
  );
}

async function askOne(at: number): Promise<void> {
  const endpoint = endpointsTogether[at % endpointsTogether.length] as Endpoint;
  const asked = { path: `/v1${endpoint.path}`, body: withPartials(endpoint) };
  if (!endpoint.stream || at % 4 !== 0) return void (await knock(gateway, asked));
  const client = new AbortController();
  const headers = { 'x-hang': 'yes' };
  const answering = knock(gateway, { ...asked, headers, signal: client.signal });
  setTimeout(() => client.abort(), 10);
  await answering;
}

async function round(): Promise<number> {
  script();
  await inBatches(Array.from({ length: callsPerRound }).keys(), 16, askOne);
  upstream.reset();
  for (let turn = 0; turn < 3; turn++) {
    await new Promise((resolve) => void setTimeout(resolve, 20));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

/** Least squares through the heaps behind each round. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0);
  const variance = values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0);
  return covariance / variance;
}

const heaps: number[] = [];
for (let number = 0; number < warmUpRounds + rounds; number++) {
  const heap = await round();
  if (number >= warmUpRounds) heaps.push(heap);
}
await gateway.close();
await upstream.close();
console.log(JSON.stringify({ bytesPerCall: slope(heaps) / callsPerRound, heaps }));
