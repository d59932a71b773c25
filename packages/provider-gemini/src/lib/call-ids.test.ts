import { expect, test } from 'vitest';
import { toCallId, toGeminiId } from './call-ids.ts';

const none = new Set<string>();
const uuid = '3f0c2a4e-9b1d-4c57-8e6a-0d2f4b6c8e1a';

test('a UUID goes there and back in no more letters than other upstreams take', () => {
  const callId = toCallId(uuid, none);
  expect([callId.length, toGeminiId(callId)]).toEqual([40, uuid]);
});

test.each([undefined, '', 7, `${uuid}0`, 'a b'])(
  'in place of %j there is a new one',
  (geminiId) => {
    const callId = toCallId(geminiId, none);
    expect(callId).toMatch(/^call_[0-9a-f]{32}$/);
    expect(toGeminiId(callId)).toBeUndefined();
  },
);

test('an id that comes twice is one call’s alone', () => {
  expect(toCallId('a', new Set(['gem_a']))).toMatch(/^call_/);
});
