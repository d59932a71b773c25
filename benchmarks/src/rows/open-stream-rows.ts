import { askTimes } from '../load/closed-loop.ts';
import { openStreams } from '../load/open-streams.ts';
import { chatStreamRequest } from '../load/requests.ts';
import { pause } from '../pause.ts';
import { readCpuMicros, readFileLimit, readMemory } from '../process-figures.ts';
import type { Row } from '../row.ts';
import type { Sizes } from '../sizes.ts';
import type { TargetName } from '../targets/targets.ts';

export const openStreamRows: readonly Row[] = [
  createOpenStreamRow({
    id: 'open-streams-tenth',
    title: '1,000 open streams',
    count: ({ openStreams: count }) => count / 10,
    targets: ['pipe', 'floor', 'node', 'hooks', 'express', 'hono', 'portkey'],
    budgetKilobytes: 60,
  }),
  createOpenStreamRow({
    id: 'open-streams',
    title: '10,000 open streams',
    count: ({ openStreams: count }) => count,
    targets: ['pipe', 'node', 'hono', 'portkey'],
  }),
];

interface OpenStreamWork {
  readonly id: string;
  readonly title: string;
  readonly count: (sizes: Sizes) => number;
  readonly targets: readonly TargetName[];
  readonly budgetKilobytes?: number;
}

function createOpenStreamRow({ id, title, count, targets, budgetKilobytes }: OpenStreamWork): Row {
  const request = chatStreamRequest();
  const tight = { target: 'node', column: 'kilobytes', atMost: budgetKilobytes ?? 0 } as const;
  return {
    id,
    title,
    method:
      'A new process, warmed by 500 short streams; then all are opened, with one chunk a second each, and watched for a while. What a stream takes is the heap behind a forced collection above what it was before. RSS grows by connections too, and by the room that the heap takes for itself while it works, which is the same for few streams and for many. Where the system allows fewer connections to a process, there are fewer.',
    columns: [
      { key: 'kilobytes', title: 'KB a stream', digits: 1 },
      { key: 'rss', title: 'of RSS', digits: 1 },
      { key: 'streams', title: 'streams' },
      { key: 'broken', title: 'broken' },
      { key: 'openMs', title: 'ms to open' },
      { key: 'cpu', title: 'CPU µs a chunk', digits: 1 },
    ],
    targets,
    budgets: [...(budgetKilobytes ? [tight] : []), { target: 'node', column: 'broken', atMost: 0 }],
    maxRounds: 1,
    measure: (name, { fresh, upstream, sizes }) =>
      fresh(name, async ({ client, target }) => {
        await upstream.set({ stream: 'chat', chunks: 2, chunksPerSecond: 100 });
        await askTimes(500, 20, () => client.ask(request).done);
        await pause(500);
        await upstream.set({ stream: 'chat', chunksPerSecond: 1 });
        const [idle, idleHeap] = [readMemory(target.pid).rss, await target.heapUsed()];
        const wanted = Math.min(count(sizes), mostStreams(target.pid));
        const startedAt = performance.now();
        const streams = await openStreams(client, request, wanted);
        const openMs = performance.now() - startedAt;
        const [cpuBefore, before] = [readCpuMicros(target.pid), await upstream.counts()];
        await pause(2 * sizes.windowMs);
        const [cpuAfter, after] = [readCpuMicros(target.pid), await upstream.counts()];
        const { rss } = readMemory(target.pid);
        const heap = await target.heapUsed();
        const broken = streams.broken();
        streams.leave();
        return {
          kilobytes: (heap - idleHeap) / 1_024 / wanted,
          rss: (rss - idle) / 1_024 / wanted,
          broken,
          streams: wanted,
          openMs,
          cpu: (cpuAfter - cpuBefore) / (after.chunks - before.chunks),
        };
      }),
  };
}

/** Each has a connection on both sides; some are left for the rest. */
function mostStreams(pid: number): number {
  return Math.floor((readFileLimit(pid) - 1_000) / 2);
}
