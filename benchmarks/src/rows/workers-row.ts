import { runClosedLoop } from '../load/closed-loop.ts';
import { chatRequest } from '../load/requests.ts';
import { readCpuMicros, readMemory } from '../process-figures.ts';
import type { Row } from '../row.ts';
import { cpuColumn, memoryColumn, toMegabytes } from './columns.ts';
import { oursAlone } from './left-out.ts';

const request = chatRequest();

export const workersRow: Row = {
  id: 'workers',
  title: 'Full load on one and on two workers',
  method:
    'Chat, JSON, 1 KB: requests one behind the other on each of 32 connections. CPU and memory are those of all processes of the server. `standalone-2` differs from `standalone` by its second worker, by the process that watches both, and by keeping no responses, which no chat touches. Load and upstream take a core each where there is one: on two cores they compete with the workers, and a second worker can win little; cores for all four would show what it is worth.',
  columns: [
    {
      key: 'perSecond',
      title: 'requests a second',
      compare: { with: 'standalone', as: 'ratio' },
    },
    cpuColumn('a request', 'standalone'),
    memoryColumn,
  ],
  targets: ['standalone', 'standalone-2'],
  leftOut: oursAlone,
  async warmUp(name, { at, upstream, sizes }) {
    const { client } = await at(name);
    await upstream.set({ reply: 'chat-1k' });
    // On all connections, so that each worker has its share of what the compiler sees.
    await runClosedLoop(client, request, {
      atOnce: sizes.atOnce,
      durationMs: 4 * sizes.windowMs,
      atMost: 60_000,
    });
  },
  async measure(name, { at, upstream, sizes }) {
    const { client, target } = await at(name);
    await upstream.set({ reply: 'chat-1k' });
    const [cpuBefore, startedAt] = [readCpuMicros(target.pid), performance.now()];
    const load = { atOnce: sizes.atOnce, durationMs: sizes.windowMs };
    const count = await runClosedLoop(client, request, load);
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      perSecond: count / seconds,
      cpu: (readCpuMicros(target.pid) - cpuBefore) / count,
      memory: toMegabytes(readMemory(target.pid).rss),
    };
  },
};
