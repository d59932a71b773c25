import type { Bench } from '../bench.ts';
import { openStreams } from '../load/open-streams.ts';
import { chatStreamRequest, type Requested, responsesStreamRequest } from '../load/requests.ts';
import { pause, until } from '../pause.ts';
import { readCpuMicros, readMemory } from '../process-figures.ts';
import type { Row } from '../row.ts';
import type { TargetName } from '../targets/targets.ts';
import type { StreamName } from '../upstream/scenario.ts';
import { cpuColumn, memoryColumn, toMegabytes } from './columns.ts';

interface StreamWork {
  readonly id: string;
  readonly title: string;
  readonly request: Requested;
  readonly upstream: StreamName;
  readonly targets: readonly TargetName[];
  /** At most that many times a raw pipe. */
  readonly budget?: { readonly target: TargetName; readonly atMost: number };
  readonly short?: readonly TargetName[];
}

const everybody: readonly TargetName[] = ['node', 'express', 'hono', 'standalone'];
const others: readonly TargetName[] = ['portkey', 'litellm', 'bifrost'];

export const streamRows: readonly Row[] = [
  createStreamRow({
    id: 'chat-stream',
    title: 'Chat stream',
    request: chatStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', 'floor', ...everybody, ...others],
    budget: { target: 'node', atMost: 1.25 },
    short: ['pipe', 'node', 'express', 'hono'],
  }),
  createStreamRow({
    id: 'chat-stream-hooks',
    title: 'Chat stream with usage accounting and a chunk hook',
    request: chatStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', 'hooks'],
    budget: { target: 'hooks', atMost: 1.6 },
    short: ['pipe', 'hooks'],
  }),
  createStreamRow({
    id: 'responses-native',
    title: 'Responses stream, from an upstream that speaks it',
    request: responsesStreamRequest('native/bench-model'),
    upstream: 'responses',
    targets: ['pipe', 'node', 'express', 'hono'],
  }),
  createStreamRow({
    id: 'responses-converted',
    title: 'Responses stream, converted from chat',
    request: responsesStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', ...everybody, 'hooks'],
    budget: { target: 'node', atMost: 2 },
    short: ['pipe', 'node'],
  }),
];

const chunksPerSecond = 20;

function createStreamRow({ id, title, request, targets, budget, ...work }: StreamWork): Row {
  const compare = { with: 'pipe', as: 'ratio' } as const;
  return {
    id,
    title,
    method:
      '200 streams of 20 chunks a second each, one write a chunk; counted while all are open.',
    columns: [cpuColumn('a chunk of the upstream', 'pipe'), memoryColumn],
    targets,
    budgets: budget ? [{ ...budget, column: 'cpu', compare }] : [],
    ...(work.short && { short: work.short }),
    warmUp: async (name, bench) => void (await runStreams(name, bench, 2 * bench.sizes.windowMs)),
    measure: (name, bench) => runStreams(name, bench, bench.sizes.windowMs),
  };

  async function runStreams(name: TargetName, { at, upstream, sizes }: Bench, windowMs: number) {
    const { client, target } = await at(name);
    await upstream.set({ stream: work.upstream, chunksPerSecond });
    const streams = await openStreams(client, request, sizes.streams);
    await pause(250);
    const [cpuBefore, before] = [readCpuMicros(target.pid), await upstream.counts()];
    await pause(windowMs);
    const [cpuAfter, after] = [readCpuMicros(target.pid), await upstream.counts()];
    const memory = toMegabytes(readMemory(target.pid).rss);
    const broken = streams.broken();
    streams.leave();
    if (broken > 0) throw new Error(`${broken} of ${sizes.streams} streams broke off.`);
    await until(
      'streams end',
      async () => (await upstream.counts()).openStreams === 0,
      2_000,
    ).catch(
      // Who leaves them running is told by the row of aborts.
      () => undefined,
    );
    return { cpu: (cpuAfter - cpuBefore) / (after.chunks - before.chunks), memory };
  }
}
