import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';
import {
  completion,
  eventFrame,
  frameByFrame,
  jsonReply,
  streamOf,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { piecesOf, textOfReply } from '../__fixtures__/read-stream.ts';
import { recordLog } from '../__fixtures__/records.ts';
import { handleChat } from '../__fixtures__/requests.ts';
import { scriptedProvider, untilAborted } from '../__fixtures__/scripted-provider.ts';
import { UpstreamError } from './errors.ts';
import { createGateway, type Gateway } from './gateway.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A gateway with all that could hold on to a call: observers, collected responses, hooks, health. */
function busyGateway(): Gateway {
  const refusal = () =>
    Promise.reject(new UpstreamError('Busy.', { provider: 'a', upstreamStatus: 503 }));
  return createGateway({
    providers: [
      scriptedProvider('unused', []),
      {
        ...scriptedProvider('a', []),
        async call(request, options) {
          const [message] = (request.body.json() as unknown as { messages: { content: string }[] })
            .messages;
          if (message?.content === 'fail') return refusal();
          if (message?.content === 'hang') return untilAborted(options);
          if (message?.content === 'break')
            return frameByFrame([eventFrame(textChunk('x'.repeat(500)))]);
          return request.stream
            ? frameByFrame(streamOf('x'.repeat(500), 'y'))
            : jsonReply(completion('x'.repeat(500)));
        },
      },
    ],
    models: { m: 'a' },
    use: [{ name: 'observer', observe: () => {}, collect: true, onChunk: (event) => event }],
    retry: { maxAttempts: 1 },
    logger: recordLog(),
  });
}

const says = (content: string) => ({ messages: [{ role: 'user', content }] });

/** Calls that end in every way, one after the other. */
async function makeCalls(gateway: Gateway, rounds: number, shared: AbortSignal): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    await gateway.handle(handleChat(says('hi'), shared));
    await textOfReply(await gateway.handle(handleChat({ ...says('hi'), stream: true }, shared)));
    await gateway.handle(handleChat(says('fail'), shared));
    await textOfReply(await gateway.handle(handleChat({ ...says('break'), stream: true }, shared)));
    await piecesOf(
      await gateway.handle(handleChat({ ...says('hi'), stream: true }, shared)),
    ).return?.();
    const client = new AbortController();
    const hanging = gateway.handle(
      handleChat({ ...says('hang'), stream: round % 2 === 0 }, client.signal),
    );
    client.abort();
    await hanging;
  }
}

test('a thousand calls, hundreds of them left by their clients, leave no listener and no timer', async () => {
  const gateway = busyGateway();
  const shared = new AbortController();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await makeCalls(gateway, 200, shared.signal);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
  expect(getEventListeners(shared.signal, 'abort')).toEqual([]);
});

test('memory does not grow with the number of calls', async () => {
  const gateway = busyGateway();
  const { signal } = new AbortController();
  const heapAfter = async (rounds: number) => {
    await makeCalls(gateway, rounds, signal);
    await new Promise((resolve) => setTimeout(resolve, 1));
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  await heapAfter(150);
  const before = await heapAfter(50);
  const after = await heapAfter(400);
  // 2400 calls; a quarter of a kilobyte kept of each would be 600 KB.
  expect(after - before).toBeLessThan(600_000);
});
