import assert from 'node:assert/strict';
import type { ChatFinishReason } from '@gw/schema';
import { greeting, says } from '../answers.ts';
import { hear } from '../ask.ts';
import { type Needs, type ProviderCase, talkCases } from '../provider-case.ts';
import type { Asking } from '../talk.ts';

/** Why an answer ended is the same in JSON and in a stream, where it is said once. */
function finishCases(
  reason: ChatFinishReason,
  needs: Needs = {},
  more: Partial<Asking> = {},
): readonly ProviderCase[] {
  return talkCases(`<api>: the finish reason "${reason}"`, needs, async (bench, talk) => {
    const answer = { ...greeting, text: greeting.text.slice(0, 2), finishReason: reason };
    for (const kind of ['json', 'stream'] as const) {
      says(bench, talk, answer, kind);
      const { finish } = await hear(bench, talk, { text: 'Say it.', ...more }, kind);
      assert.equal(finish, reason, kind);
    }
  });
}

export const finishingCases: readonly ProviderCase[] = [
  ...finishCases('stop'),
  ...finishCases('length', {}, { maxTokens: 16 }),
  ...finishCases('content_filter', { upstream: true }),
];
