import { runClosedLoop } from '../load/closed-loop.ts';
import {
  chatRequest,
  embeddingsRequest,
  type Requested,
  responsesRequest,
} from '../load/requests.ts';
import { readCpuMicros, readMemory } from '../process-figures.ts';
import type { Budget, Row } from '../row.ts';
import type { TargetName } from '../targets/targets.ts';
import type { JsonName } from '../upstream/scenario.ts';
import { cpuColumn, memoryColumn, toMegabytes } from './columns.ts';
import { oursAlone } from './left-out.ts';

interface JsonWork {
  readonly id: string;
  readonly reply: JsonName;
  readonly title: string;
  readonly request: Requested;
  /** Default: everybody. */
  readonly targets?: readonly TargetName[];
  readonly leftOut?: Row['leftOut'];
  readonly budgets?: readonly Budget[];
  /** Requests at a time. Default: as many as elsewhere. */
  readonly atOnce?: number;
  readonly short?: readonly TargetName[];
}

const everybody: readonly TargetName[] = [
  'floor',
  'reader',
  'node',
  'hooks',
  'express',
  'hono',
  'standalone',
  'portkey',
  'litellm',
  'bifrost',
];

export const jsonRows: readonly Row[] = [
  createJsonRow({
    id: 'chat-1k',
    reply: 'chat-1k',
    title: 'Chat, JSON, 1 KB',
    request: chatRequest(),
    short: ['floor', 'node', 'express', 'hono'],
    budgets: [
      budget('node', 'floor', 1.3),
      budget('node', 'portkey', 1 / 6),
      budget('express', 'node', 1.4),
      budget('hono', 'node', 1.5),
    ],
  }),
  createJsonRow({
    id: 'chat-10k',
    reply: 'chat-10k',
    title: 'Chat, JSON, 10 KB',
    request: chatRequest(8_700),
  }),
  createJsonRow({
    id: 'chat-1m',
    reply: 'chat-1m',
    title: 'Chat, JSON, 1 MB',
    request: chatRequest(1_000_000),
    atOnce: 4,
  }),
  createJsonRow({
    id: 'embeddings',
    reply: 'embeddings',
    title: 'Embeddings, JSON',
    request: embeddingsRequest(),
  }),
  createJsonRow({
    id: 'responses-kept',
    reply: 'chat-1k',
    title: 'Responses, JSON, converted from chat and kept',
    request: responsesRequest(),
    targets: ['floor', 'standalone', 'standalone-sqlite'],
    leftOut: oursAlone,
  }),
];

function createJsonRow({ id, title, reply, request, ...work }: JsonWork): Row {
  return {
    id,
    title,
    method:
      'Requests one behind the other on each of 32 connections (4 for 1 MB), request and reply of about that size.',
    columns: [cpuColumn('a request', 'floor'), memoryColumn],
    targets: work.targets ?? everybody,
    budgets: work.budgets ?? [],
    ...(work.leftOut && { leftOut: work.leftOut }),
    ...(work.short && { short: work.short }),
    async warmUp(name, bench) {
      const { client } = await bench.at(name);
      await bench.upstream.set({ reply });
      // V8 goes on compiling for some ten thousand requests, the longer the more code there is.
      const durationMs = 4 * bench.sizes.windowMs;
      await runClosedLoop(client, request, {
        atOnce: bench.sizes.atOnce,
        durationMs,
        atMost: 60_000,
      });
    },
    async measure(name, { at, upstream, sizes }) {
      const { client, target } = await at(name);
      await upstream.set({ reply });
      const { atOnce = sizes.atOnce } = work;
      const before = readCpuMicros(target.pid);
      const count = await runClosedLoop(client, request, { atOnce, durationMs: sizes.windowMs });
      const cpu = (readCpuMicros(target.pid) - before) / count;
      return { cpu, memory: toMegabytes(readMemory(target.pid).rss) };
    },
  };
}

/** CPU time of one program against another's. */
function budget(target: TargetName, other: TargetName, atMost: number): Budget {
  return { target, column: 'cpu', compare: { with: other, as: 'ratio' }, atMost };
}
