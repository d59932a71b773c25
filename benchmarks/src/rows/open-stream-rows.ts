import type { Station } from '../bench.ts';
import { askTimes } from '../load/closed-loop.ts';
import { type OpenStreams, openStreams } from '../load/open-streams.ts';
import { chatStreamRequest } from '../load/requests.ts';
import { pause, until } from '../pause.ts';
import { readCpuMicros, readFileLimit, readMemory } from '../process-figures.ts';
import type { Budget, Column, Row } from '../row.ts';
import type { Sizes } from '../sizes.ts';
import type { TargetName } from '../targets/targets.ts';
import type { Upstream } from '../upstream/start-upstream.ts';

const unbroken: Budget = { target: 'node', column: 'broken', atMost: 0, over: 'streams' };

const method =
  'A new process, warmed by 500 short streams; then all are opened, with one chunk a second each, and watched for a while. What a stream takes is RSS above what it was before; beside it stands the part of that which is alive: the heap behind a forced collection.';
const again =
  'Then all are left, and as many opened: what a stream takes by then, above what was there before the first.';
const limited =
  'Where the system allows a process fewer connections, there are fewer: each stream takes two.';

const request = chatStreamRequest();

const columns: readonly Column[] = [
  { key: 'rss', title: 'KB a stream, RSS', digits: 1 },
  { key: 'again', title: 'opened again', digits: 1 },
  { key: 'kilobytes', title: 'of it alive', digits: 1 },
  { key: 'streams', title: 'streams' },
  { key: 'broken', title: 'broken' },
  { key: 'openMs', title: 'ms to open' },
  { key: 'cpu', title: 'CPU µs a chunk', digits: 1 },
];

export const openStreamRows: readonly Row[] = [
  createOpenStreamRow({
    id: 'open-streams-tenth',
    title: '1,000 open streams',
    count: ({ openStreams: count }) => count / 10,
    targets: ['pipe', 'floor', 'node', 'hooks', 'express', 'hono', 'portkey', 'litellm', 'bifrost'],
    budgets: [{ target: 'node', column: 'rss', atMost: 60 }, unbroken],
    isRepeated: true,
  }),
  createOpenStreamRow({
    id: 'open-streams',
    title: '10,000 open streams',
    count: ({ openStreams: count }) => count,
    targets: ['pipe', 'node', 'hono', 'portkey'],
    leftOut: {
      litellm:
        'a tenth as many are measured above; opening all would take longer than the minute that is waited',
      bifrost: 'a tenth as many are measured above',
    },
    budgets: [unbroken],
  }),
];

interface OpenStreamWork extends Pick<Row, 'id' | 'title' | 'leftOut' | 'budgets'> {
  readonly count: (sizes: Sizes) => number;
  readonly targets: readonly TargetName[];
  /** Whether as many are opened again when the first have been left. Default: false. */
  readonly isRepeated?: boolean;
}

function createOpenStreamRow({ count, isRepeated = false, leftOut, ...row }: OpenStreamWork): Row {
  return {
    ...row,
    ...(leftOut && { leftOut }),
    method: [method, ...(isRepeated ? [again] : []), limited].join(' '),
    columns: columns.filter(({ key }) => isRepeated || key !== 'again'),
    maxRounds: 1,
    measure: (name, { fresh, upstream, sizes }) =>
      fresh(name, async (station) => {
        const { client, target } = station;
        await upstream.set({ stream: 'chat', chunks: 2, chunksPerSecond: 100 });
        await askTimes(500, 20, () => client.ask(request).done);
        await pause(500);
        const wanted = Math.min(count(sizes), mostStreams(target.pid));
        const idle = readMemory(target.pid).rss;
        const perStream = (rss: number) => (rss - idle) / 1_024 / wanted;
        const idleHeap = await target.heapUsed();
        const windowMs = 2 * sizes.windowMs;
        const { streams, rss, ...figures } = await watch(station, upstream, { wanted, windowMs });
        const kilobytes = ((await target.heapUsed()) - idleHeap) / 1_024 / wanted;
        const broken = streams.broken();
        await leaveAll(streams, upstream);
        const own = { rss: perStream(rss), kilobytes, streams: wanted, broken, ...figures };
        if (!isRepeated) return own;
        const second = await watch(station, upstream, { wanted, windowMs });
        await leaveAll(second.streams, upstream);
        return { ...own, again: perStream(second.rss) };
      }),
  };
}

interface Watched {
  readonly streams: OpenStreams;
  readonly openMs: number;
  readonly cpu: number;
  readonly rss: number;
}

/** Opens streams and looks for a while at what they take. They stay open. */
async function watch(
  { client, target }: Station,
  upstream: Upstream,
  { wanted, windowMs }: { readonly wanted: number; readonly windowMs: number },
): Promise<Watched> {
  await upstream.set({ stream: 'chat', chunksPerSecond: 1 });
  const startedAt = performance.now();
  const streams = await openStreams(client, request, wanted);
  const openMs = performance.now() - startedAt;
  const [cpuBefore, before] = [readCpuMicros(target.pid), await upstream.counts()];
  await pause(windowMs);
  const [cpuAfter, after] = [readCpuMicros(target.pid), await upstream.counts()];
  const cpu = (cpuAfter - cpuBefore) / (after.chunks - before.chunks);
  return { streams, openMs, cpu, rss: readMemory(target.pid).rss };
}

/** Leaves streams, and waits until a gateway that lets go of their upstreams has done so. */
async function leaveAll(streams: OpenStreams, upstream: Upstream): Promise<void> {
  streams.leave();
  const areGone = async () => (await upstream.counts()).openStreams === 0;
  // Who leaves them running is told by the row of aborts.
  await until('streams end', areGone, 2_000).catch(() => undefined);
}

/** Each has a connection on both sides; some are left for the rest. */
function mostStreams(pid: number): number {
  return Math.floor((readFileLimit(pid) - 1_000) / 2);
}
