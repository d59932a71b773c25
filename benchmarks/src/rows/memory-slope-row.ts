import type { Client } from '../load/ask.ts';
import { askTimes } from '../load/closed-loop.ts';
import { chatRequest, chatStreamRequest } from '../load/requests.ts';
import { pause } from '../pause.ts';
import type { Row } from '../row.ts';
import { type Point, slope } from '../statistics.ts';

const steps = 10;
const warmUpSteps = 2;

export const memorySlopeRow: Row = {
  id: 'memory-slope',
  title: 'Growth of the heap',
  method:
    '200,000 requests and 20,000 streams left behind their first token, in ten steps behind a warm-up of two; the heap behind a forced collection after each; least squares through these.',
  columns: [{ key: 'bytes', title: 'bytes a request', digits: 1 }],
  targets: ['node'],
  leftOut: {
    portkey:
      'so many requests would take it several minutes, and its streams stay open when they are left',
    litellm: 'so many requests would take it about an hour, and no heap of V8 is in it',
    bifrost: 'no heap of V8 is in it',
  },
  budgets: [{ target: 'node', column: 'bytes', atMost: 20 }],
  maxRounds: 1,
  measure: (name, { fresh, upstream, sizes }) =>
    fresh(name, async ({ client, target }) => {
      const perStep = sizes.slopeRequests / steps;
      const points: Point[] = [];
      for (let step = 1; step <= warmUpSteps + steps; step++) {
        await upstream.set({ reply: 'chat-1k' });
        await askTimes(perStep, sizes.atOnce, () => client.ask(chat).done);
        await upstream.set({ stream: 'chat', chunksPerSecond: 1 });
        await askTimes(perStep / 10, sizes.atOnce, () => leaveEarly(client));
        // What has just been left is let go of first.
        await pause(200);
        points.push([step * perStep, await target.heapUsed()]);
      }
      return { bytes: slope(points.slice(warmUpSteps)) };
    }),
};

const chat = chatRequest();
const stream = chatStreamRequest();

async function leaveEarly(client: Client): Promise<void> {
  const asked = client.ask(stream);
  await asked.first;
  asked.leave();
  await asked.done;
}
