import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion, ChatUsage } from '@gw/schema';
import { greeting, says } from '../answers.ts';
import { askJson, askStream } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { chatTalk } from '../chat-talk.ts';
import { framesOf } from '../frames.ts';
import { anyCase, type ProviderCase } from '../provider-case.ts';
import { toldIn } from '../told.ts';

async function usageInJson(bench: Bench): Promise<ChatUsage> {
  says(bench, chatTalk, greeting, 'json');
  const { json } = await askJson(bench, 'chat');
  const { usage } = readPayload(json) as ChatCompletion;
  return usage ?? assert.fail('a JSON answer tells its usage');
}

function checkUsage(usage: ChatUsage, { upstream }: Bench): void {
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage;
  const { input: expectedInput, output: expectedOutput } = greeting.usage;
  assert.equal(total, input + output, 'the total is the sum');
  if (upstream) assert.deepEqual([input, output], [expectedInput, expectedOutput]);
  else assert.ok(input > 0 && output > 0, 'words were read and written');
}

export const usageCases: readonly ProviderCase[] = [
  anyCase('chat: a JSON answer tells its usage', { api: 'chat' }, async (bench) => {
    checkUsage(await usageInJson(bench), bench);
  }),
  anyCase(
    'chat: a stream tells its usage once, at its end, when it is asked',
    { api: 'chat', streamUsage: true },
    async (bench) => {
      says(bench, chatTalk, greeting, 'stream');
      const options = { stream_options: { include_usage: true } };
      const frames = await framesOf(bench, await askStream(bench, 'chat', options));
      const { chunks, usages } = toldIn(frames);
      const [usage] = usages;
      assert.equal(usages.length, 1, 'one chunk has the usage');
      assert.ok(chunks.at(-1)?.usage, 'it is the last chunk');
      assert.deepEqual(chunks.at(-1)?.choices, [], 'it has no choices');
      checkUsage(usage as ChatUsage, bench);
    },
  ),
];
