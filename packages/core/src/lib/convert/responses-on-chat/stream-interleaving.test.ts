import { describe, expect, test } from 'vitest';
import { forSeeds } from '../../../__fixtures__/seeded.ts';
import type { RawReasoning } from '../../conversion.ts';
import { type CheckedItem, checkEvents } from './__fixtures__/stream-checker.ts';
import { createTestContext, toEvents } from './__fixtures__/stream-context.ts';
import { type CallStyle, randomAnswer, tellAnswer } from './__fixtures__/stream-telling.ts';

const styles: CallStyle[] = ['by index', 'by id', 'one by one', 'one by one, nameless', 'whole'];

function textOf(items: readonly CheckedItem[], kind: string): string {
  const texts = items.flatMap((item) => Object.entries(item.texts));
  return texts.map(([key, text]) => (key.startsWith(kind) ? text : '')).join('');
}

describe.each(styles)('a chat stream whose calls are told %s', (style) => {
  test('is a valid response that says the same, whatever its order', async () => {
    await forSeeds(400, (seeded) => {
      const answer = randomAnswer(seeded, style);
      const raw = seeded.pick<RawReasoning>(['summary', 'openai', 'openresponses']);
      const chunks = tellAnswer(seeded, answer, style);
      const { violations, items, ended } = checkEvents(
        toEvents(chunks, {}, createTestContext(raw)),
      );
      const isCutOff = answer.finish === 'length' || answer.finish === 'content_filter';
      expect(violations).toEqual([]);
      expect({
        content: textOf(items, 'output_text'),
        refusal: textOf(items, 'refusal'),
        reasoning: textOf(items, raw === 'summary' ? 'summary' : 'reasoning_text'),
        status: ended.status,
        usage: ended.usage !== undefined,
      }).toEqual({
        content: answer.content,
        refusal: answer.refusal,
        reasoning: answer.reasoning,
        status: isCutOff ? 'incomplete' : 'completed',
        usage: answer.usage !== undefined,
      });
      const calls = items.flatMap(({ call }) => (call ? [[call.name, call.input]] : []));
      expect(new Set(calls)).toEqual(new Set(answer.calls.map(({ name, text }) => [name, text])));
      expect(calls).toHaveLength(answer.calls.length);
      const ids = items.flatMap(({ call }) => (call ? [call.call_id] : []));
      expect(new Set(ids).size).toBe(answer.calls.length);
      const last = items.at(-1);
      expect(items.map(({ status }) => status)).toEqual(
        items.map((item) => (item === last && isCutOff ? 'incomplete' : 'completed')),
      );
    });
  });
});
