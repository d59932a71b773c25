import { respond } from '@gw/testkit/upstream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type CutRig, openCutRig } from './support/cut-rig.ts';
import { hows, idleMs, widthOf } from './support/every-byte.ts';
import { inBatches } from './support/in-batches.ts';

const completion = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Grüße, 東京 👋🏽!', refusal: null },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

const playable = {
  path: '/chat/completions',
  request: { model: 'm', messages: [{ role: 'user', content: 'Hi' }] },
  answer: respond({ json: completion }),
};

let rig: CutRig;
beforeAll(async () => {
  rig = await openCutRig(new Map([['json', playable]]), { idleMs, apis: ['chat'] });
});
afterAll(() => rig.close());

describe('a JSON reply, cut at every byte', () => {
  const whole = Buffer.from(JSON.stringify(completion));

  it.concurrent.each(hows)(
    '%s: an error, or the whole of a second try',
    async (how) => {
      const cuts = function* (): Generator<Cut> {
        for (let at = 0; at < whole.length; at++) {
          yield { at, how, retry: 'on' };
          yield { at, how, retry: 'off' };
        }
      };
      await inBatches(cuts(), widthOf[how], async (cut) => {
        const { status, bytes, text, calls } = await rig.ask('json', cut);
        if (cut.retry === 'on') {
          expect([cut.at, status, calls]).toEqual([cut.at, 200, 2]);
          expect(bytes.equals(whole)).toBe(true);
          return;
        }
        expect([cut.at, status, calls]).toEqual([cut.at, how === 'stall' ? 504 : 502, 1]);
        expect(text).toMatch(/^{"error":{.*}}$/);
      });
    },
    60_000,
  );
});
