import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion, ChatFinishReason } from '@gw/schema';
import { greeting, says } from '../answers.ts';
import { askJson, askStream, type Members } from '../ask.ts';
import type { Bench } from '../bench.ts';
import { framesOf } from '../frames.ts';
import { anyCase, type Needs, type ProviderCase } from '../provider-case.ts';
import { toldIn } from '../told.ts';

/** Why an answer ended is the same in JSON and in a stream, where it is said once. */
function finishCase(reason: ChatFinishReason, needs: Needs, members: Members = {}): ProviderCase {
  const name = `chat: the finish reason "${reason}"`;
  return anyCase(name, { api: 'chat', ...needs }, async (bench) => {
    const answer = { ...greeting, text: greeting.text.slice(0, 2), finishReason: reason };
    says(bench, answer, 'json');
    assert.equal(await reasonInJson(bench, members), reason);
    says(bench, answer, 'stream');
    const told = toldIn(await framesOf(bench, await askStream(bench, 'chat', members)));
    assert.deepEqual(told.finishReasons, [reason]);
  });
}

async function reasonInJson(bench: Bench, members: Members): Promise<unknown> {
  const { json } = await askJson(bench, 'chat', members);
  const { choices } = readPayload(json) as ChatCompletion;
  return choices[0]?.finish_reason;
}

export const finishCases: readonly ProviderCase[] = [
  finishCase('stop', {}),
  finishCase('length', {}, { max_completion_tokens: 2 }),
  finishCase('content_filter', { upstream: true }),
];
