import type { Bench } from '../bench.ts';
import { runClosedLoop } from '../load/closed-loop.ts';
import { runOpenLoop } from '../load/open-loop.ts';
import { chatRequest, chatStreamRequest, type Requested } from '../load/requests.ts';
import type { Row } from '../row.ts';
import { percentile } from '../statistics.ts';
import type { TargetName } from '../targets/targets.ts';
import type { Scenario } from '../upstream/scenario.ts';
import { latencyColumns } from './columns.ts';

interface LatencyWork extends Pick<Row, 'id' | 'title' | 'method' | 'short' | 'budgets'> {
  readonly request: Requested;
  readonly scenario: Scenario;
  /** What is waited for. */
  readonly wait: 'first' | 'done';
}

const added = { with: 'direct', as: 'difference' } as const;

export const latencyRows: readonly Row[] = [
  createLatencyRow({
    id: 'latency',
    title: 'Latency of chat, JSON, 1 KB',
    method:
      '50 requests a second at even distances, however long each takes; to the whole reply. The p99 of 300 is the fourth slowest of a round.',
    request: chatRequest(),
    scenario: { reply: 'chat-1k' },
    wait: 'done',
  }),
  createLatencyRow({
    id: 'first-token',
    title: 'Time to first token',
    method:
      '50 streams a second at even distances, 3 chunks each; to the first bytes. The p99 of 300 is the fourth slowest of a round.',
    request: chatStreamRequest(),
    scenario: { stream: 'chat', chunks: 3, chunksPerSecond: 50 },
    wait: 'first',
    short: ['direct', 'floor', 'node'],
    budgets: [
      { target: 'node', column: 'p50', compare: added, atMost: 1 },
      { target: 'node', column: 'p99', compare: added, atMost: 3 },
    ],
  }),
];

function createLatencyRow({ request, scenario, wait, ...row }: LatencyWork): Row {
  return {
    ...row,
    columns: latencyColumns(),
    targets: [
      'direct',
      'floor',
      'node',
      'express',
      'hono',
      'standalone',
      'portkey',
      'litellm',
      'bifrost',
    ],
    warmUp,
    measure,
  };

  async function warmUp(name: TargetName, { at, upstream, sizes }: Bench) {
    const { client } = await at(name);
    await upstream.set(scenario);
    await runClosedLoop(client, request, { atOnce: 8, durationMs: sizes.windowMs });
  }

  async function measure(name: TargetName, { at, upstream, sizes }: Bench) {
    const { client } = await at(name);
    await upstream.set(scenario);
    const load = { perSecond: sizes.perSecond, durationMs: 3 * sizes.windowMs };
    const times = await runOpenLoop(() => client.ask(request)[wait], load);
    return { p50: percentile(times, 0.5), p99: percentile(times, 0.99), count: times.length };
  }
}
