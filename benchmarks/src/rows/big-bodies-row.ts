import { runOpenLoop } from '../load/open-loop.ts';
import { chatRequest, pictureRequest } from '../load/requests.ts';
import { readMemory } from '../process-figures.ts';
import type { Row } from '../row.ts';
import { median, percentile } from '../statistics.ts';

const small = chatRequest();
const bodyBytes = 10 * 2 ** 20;
const big = pictureRequest(bodyBytes);

export const bigBodiesRow: Row = {
  id: 'big-bodies',
  title: '10 MB bodies beside small ones',
  method:
    'A new process with 50 small requests a second. First one picture of 10 MB alone: the peak of RSS above what it was before, in bodies. Then small requests again, with two pictures a second beside them: what the small ones wait. Beyond the parse they may wait for nothing: the floor parses and writes each picture once and does nothing else, so beside them ours may wait no more milliseconds longer than its do. Each p99 is of 300 small requests.',
  columns: [
    { key: 'bodies', title: 'peak RSS in bodies', digits: 1 },
    { key: 'alone', title: 'small alone, p99 ms', digits: 1 },
    { key: 'beside', title: 'beside big, p99 ms', digits: 1 },
    { key: 'harm', title: 'ms more', digits: 1, compare: { with: 'floor', as: 'ratio' } },
    { key: 'each', title: 'big, ms each' },
  ],
  targets: ['pipe', 'floor', 'node', 'hono', 'portkey', 'litellm', 'bifrost'],
  budgets: [
    { target: 'node', column: 'bodies', atMost: 6 },
    { target: 'node', column: 'harm', compare: { with: 'floor', as: 'ratio' }, atMost: 1 },
  ],
  maxRounds: 2,
  measure: (name, { fresh, upstream, sizes }) =>
    fresh(name, async ({ client, target }) => {
      await upstream.set({ reply: 'chat-1k' });
      const durationMs = 3 * sizes.windowMs;
      const loop = { perSecond: sizes.perSecond, durationMs };
      const ask = () => client.ask(small).done;
      await runOpenLoop(ask, loop);
      const alone = percentile(await runOpenLoop(ask, loop), 0.99);
      const idle = readMemory(target.pid).rss;
      await client.ask(big).done;
      const bodies = (readMemory(target.pid).peak - idle) / bodyBytes;
      const [times, bigTimes] = await Promise.all([
        runOpenLoop(ask, loop),
        runOpenLoop(() => client.ask(big).done, { perSecond: 2, durationMs }),
      ]);
      const beside = percentile(times, 0.99);
      return { bodies, alone, beside, harm: beside - alone, each: median(bigTimes) };
    }),
};
