import type { Bench } from '../bench.ts';
import { openStreams } from '../load/open-streams.ts';
import { chatStreamRequest } from '../load/requests.ts';
import { pause, until } from '../pause.ts';
import type { Row } from '../row.ts';
import { percentile } from '../statistics.ts';
import type { TargetName } from '../targets/targets.ts';
import { wallClock } from '../upstream/scenario.ts';

const request = chatStreamRequest();

export const abortRow: Row = {
  id: 'abort',
  title: 'Clients leave: until the upstream is let go',
  method:
    '1,000 streams of one chunk in five seconds are left together; how long until the upstream sees its connections close, and how many still run after 2 s.',
  columns: [
    { key: 'running', title: 'still running' },
    { key: 'p50', title: 'p50 ms', digits: 1 },
    { key: 'p99', title: 'p99 ms', digits: 1 },
  ],
  targets: [
    'direct',
    'pipe',
    'floor',
    'node',
    'express',
    'hono',
    'standalone',
    'portkey',
    'litellm',
    'bifrost',
  ],
  budgets: [{ target: 'node', column: 'running', atMost: 0 }],
  short: ['pipe', 'node'],
  warmUp: async (name, bench) => void (await leaveTogether(name, bench)),
  measure: leaveTogether,
};

async function leaveTogether(name: TargetName, { at, upstream, sizes }: Bench) {
  const { client } = await at(name);
  await upstream.set({ stream: 'chat', chunksPerSecond: 0.2 });
  const streams = await openStreams(client, request, sizes.aborts);
  await pause(100);
  const leftAt = wallClock();
  streams.leave();
  const running = async () => (await upstream.counts()).openStreams;
  await until('all are let go', async () => (await running()) === 0, 2_000).catch(() => undefined);
  const { cutAt, openStreams: left } = await upstream.counts();
  const times = cutAt.map((at) => at - leftAt);
  return { running: left, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}
