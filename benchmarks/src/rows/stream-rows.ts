import type { Bench } from '../bench.ts';
import { openStreams } from '../load/open-streams.ts';
import { chatStreamRequest, type Requested, responsesStreamRequest } from '../load/requests.ts';
import { pause, until } from '../pause.ts';
import { readCpuMicros, readMemory } from '../process-figures.ts';
import type { Figures, Row } from '../row.ts';
import type { TargetName } from '../targets/targets.ts';
import type { StreamName } from '../upstream/scenario.ts';
import type { Upstream } from '../upstream/start-upstream.ts';
import { cpuColumn, memoryColumn, toMegabytes } from './columns.ts';

interface StreamWork {
  readonly id: string;
  readonly title: string;
  readonly request: Requested;
  readonly upstream: StreamName;
  readonly targets: readonly TargetName[];
  readonly leftOut?: Row['leftOut'];
  /** At most that many times a raw pipe. */
  readonly budget?: { readonly target: TargetName; readonly atMost: number };
  readonly short?: readonly TargetName[];
}

const everybody: readonly TargetName[] = ['node', 'express', 'hono', 'standalone'];
const others: readonly TargetName[] = ['portkey', 'litellm', 'bifrost'];

const passesOn = "its upstream is OpenAI's here, which it asks for Responses instead of converting";

export const streamRows: readonly Row[] = [
  createStreamRow({
    id: 'chat-stream',
    title: 'Chat stream',
    request: chatStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', 'floor', 'reader', ...everybody, ...others],
    budget: { target: 'node', atMost: 1.25 },
    short: ['pipe', 'node', 'express', 'hono'],
  }),
  createStreamRow({
    id: 'chat-stream-hooks',
    title: 'Chat stream with usage accounting and a chunk hook',
    request: chatStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', 'reader', 'rewriter', 'hooks'],
    leftOut: {
      portkey: 'it has no chunk hooks for an application to write',
      litellm: 'a hook of it is another program, not the same in another place',
      bifrost: 'a hook of it is another program, not the same in another place',
    },
    budget: { target: 'hooks', atMost: 1.6 },
    short: ['pipe', 'hooks'],
  }),
  createStreamRow({
    id: 'responses-native',
    title: 'Responses stream, from an upstream that speaks it',
    request: responsesStreamRequest('native/bench-model'),
    upstream: 'responses',
    targets: [
      'pipe',
      'reader',
      'node',
      'express',
      'hono',
      'standalone-native',
      'standalone-native-sqlite',
      ...others,
    ],
  }),
  createStreamRow({
    id: 'responses-converted',
    title: 'Responses stream, converted from chat',
    request: responsesStreamRequest(),
    upstream: 'chat',
    targets: ['pipe', 'reader', 'rewriter', ...everybody, 'standalone-sqlite', 'hooks'],
    leftOut: {
      portkey: passesOn,
      litellm: passesOn,
      bifrost: passesOn,
    },
    budget: { target: 'node', atMost: 2 },
    short: ['pipe', 'node'],
  }),
];

const chunksPerSecond = 20;

/** Any event with a piece of content has more: who swallows chunks is not fast. */
const leastBytes = 40;

/** Against what hangs: a machine with much else to do may be late, and that is no failure. */
const patienceMs = 30_000;

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
    ...(work.leftOut && { leftOut: work.leftOut }),
    ...(work.short && { short: work.short }),
    warmUp: async (name, bench) => void (await runStreams(name, bench, 2 * bench.sizes.windowMs)),
    measure: (name, bench) => runStreams(name, bench, bench.sizes.windowMs),
  };

  async function runStreams(name: TargetName, bench: Bench, windowMs: number): Promise<Figures> {
    const { at, upstream, sizes } = bench;
    const { client, target } = await at(name);
    await upstream.set({ stream: work.upstream, chunksPerSecond });
    const streams = await openStreams(client, request, sizes.streams);
    await pause(250);
    const receivedBefore = streams.received();
    const { cpu, chunks } = await countCpu(target.pid, upstream, windowMs);
    const memory = toMegabytes(readMemory(target.pid).rss);
    const haveArrived = await comesTrue(
      () => streams.received() - receivedBefore >= leastBytes * chunks,
      patienceMs,
    );
    const broken = streams.broken();
    streams.leave();
    if (broken > 0)
      throw new Error(`${broken} of ${sizes.streams} streams broke off${streams.why()}.`);
    if (!haveArrived) throw new Error('What the upstream wrote did not arrive.');
    // Who leaves them running is told by the row of aborts.
    await comesTrue(async () => (await upstream.counts()).openStreams === 0, 2_000);
    return { cpu, memory };
  }
}

/** What a chunk of the upstream costs a program, over a time in which there was one at least. */
async function countCpu(pid: number, upstream: Upstream, windowMs: number) {
  const [cpuBefore, before] = [readCpuMicros(pid), await upstream.counts()];
  await pause(windowMs);
  const hasChunks = async () => (await upstream.counts()).chunks > before.chunks;
  await until('the upstream writes', hasChunks, patienceMs);
  const [cpuAfter, after] = [readCpuMicros(pid), await upstream.counts()];
  const chunks = after.chunks - before.chunks;
  return { cpu: (cpuAfter - cpuBefore) / chunks, chunks };
}

/** Whether it is so within that time. */
function comesTrue(isSo: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  return until('it is so', isSo, withinMs).then(
    () => true,
    () => false,
  );
}
