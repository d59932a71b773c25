import { describe, expect, test } from 'vitest';
import { contentsOf, functionTool, output, user } from './__fixtures__/asked.ts';
import { answer, responseOf, stop } from './__fixtures__/told.ts';

const tools = [functionTool('f')];
const text = (said: string, thoughtSignature?: string) => ({
  text: said,
  ...(thoughtSignature !== undefined && { thoughtSignature }),
});
const functionCall = (args: object, thoughtSignature?: string) => ({
  functionCall: { name: 'f', args },
  ...(thoughtSignature !== undefined && { thoughtSignature }),
});
const picture = (thoughtSignature: string) => ({
  inlineData: { mimeType: 'image/png', data: 'iVBORw0KGgo=' },
  thoughtSignature,
});

/** What the model's turn becomes on the next one, results of its calls added. */
function replayed(parts: readonly object[], edit = (items: unknown[]): unknown[] => items) {
  const { output: items } = responseOf([...parts.map((part) => answer([part])), stop], { tools });
  const calls = items.flatMap((item) => ('call_id' in item ? [item.call_id] : []));
  const input = [user('hi'), ...edit([...items]), ...calls.map((id) => output(id))];
  return contentsOf(input).find(({ role }) => role === 'model')?.parts;
}

describe('each signature goes back on the part that it came with', () => {
  test.each([
    ['a call', [functionCall({ a: 1 }, 's1')]],
    ['the first of parallel calls', [functionCall({ a: 1 }, 's1'), functionCall({ a: 2 })]],
    ['every call', [functionCall({ a: 1 }, 's1'), functionCall({ a: 2 }, 's2')]],
    ['text in front of a call, and the call', [text('So', 's0'), functionCall({}, 's1')]],
    ['a whole text', [text('Hello', 's1')]],
    ['an empty text behind nothing', [functionCall({}, 's1'), text('', 's2')]],
    ['a picture', [text('Here'), picture('s1')]],
    ['a signed thought', [{ text: 'hm', thought: true, thoughtSignature: 's1' }, text('Yes')]],
  ])('%s', (_, parts) => {
    expect(replayed(parts)).toEqual(parts);
  });

  test('pieces of a text are one part up to the one that is signed', () => {
    const parts = [
      text('Hel'),
      text('lo'),
      text(', wor'),
      text('ld', 's1'),
      text('!'),
      text('', 's2'),
    ];
    expect(replayed(parts)).toEqual([
      text('Hello, wor'),
      text('ld', 's1'),
      text('!'),
      text('', 's2'),
    ]);
  });

  test('also when a client put all reasoning in front of the turn, as chat does', () => {
    const parts = [text('So', 's0'), functionCall({}, 's1')];
    const edit = (items: unknown[]) => items.toSorted((one, other) => rank(one) - rank(other));
    const rank = (item: unknown) => ((item as { type: string }).type === 'reasoning' ? 0 : 1);
    expect(replayed(parts, edit)).toEqual(parts);
  });
});

describe('a signature whose part is not there any more is sent on none', () => {
  test('a text that was changed', () => {
    const edit = (items: unknown[]) =>
      items.map((item) =>
        (item as { type: string }).type === 'message'
          ? { role: 'assistant', content: 'Hallo' }
          : item,
      );
    expect(replayed([text('Hello', 's1')], edit)).toEqual([text('Hallo')]);
  });

  test('reasoning that the client dropped: the call gets the documented stand-in', () => {
    const edit = (items: unknown[]) =>
      items.filter((item) => (item as { type: string }).type !== 'reasoning');
    expect(replayed([functionCall({}, 's1')], edit)).toEqual([
      functionCall({}, 'skip_thought_signature_validator'),
    ]);
  });
});

test('summaries that were not signed do not go back', () => {
  expect(replayed([{ text: 'hm', thought: true }, text('Yes')])).toEqual([text('Yes')]);
});
