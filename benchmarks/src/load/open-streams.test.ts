import { expect, it } from 'vitest';
import type { Asked, Client } from './ask.ts';
import { openStreams } from './open-streams.ts';

const request = { path: '/v1/chat/completions', body: Buffer.from('{}') };

/** Streams that the test opens, ends and breaks by hand. */
function createClient() {
  const asked: {
    left: boolean;
    first: PromiseWithResolvers<void>;
    done: PromiseWithResolvers<void>;
  }[] = [];
  const client: Client = {
    ask(): Asked {
      const one = {
        left: false,
        first: Promise.withResolvers<void>(),
        done: Promise.withResolvers<void>(),
      };
      asked.push(one);
      return {
        first: one.first.promise,
        done: one.done.promise,
        received: () => 10,
        leave: () => {
          one.left = true;
          one.done.resolve();
        },
      };
    },
    close: () => Promise.resolve(),
  };
  return { client, asked };
}

it('streams that break off are counted, with the reason of the first', async () => {
  const { client, asked } = createClient();
  const opening = openStreams(client, request, 3);
  for (const { first } of asked) first.resolve();
  const streams = await opening;
  expect([streams.broken(), streams.why(), streams.received()]).toEqual([0, '', 30]);
  asked[1]?.done.reject(new Error('other side closed'));
  await asked[1]?.done.promise.catch(() => undefined);
  asked[2]?.done.resolve();
  await asked[2]?.done.promise;
  streams.leave();
  await asked[0]?.done.promise;
  expect([streams.broken(), streams.why()]).toEqual([2, ': other side closed']);
});

it('when one cannot be opened, the others are left: they would go on upstream', async () => {
  const { client, asked } = createClient();
  const opening = openStreams(client, request, 2);
  asked[1]?.first.reject(new Error('Headers Timeout Error'));
  await expect(opening).rejects.toThrow('Opening 2 streams, 100 at a time: Headers Timeout Error');
  expect(asked.map(({ left }) => left)).toEqual([true, true]);
});
