import { describe, expect, test } from 'vitest';
import { randomObject } from '../__fixtures__/random-json.ts';
import { forSeeds } from '../__fixtures__/seeded.ts';
import { GatewayError } from './errors.ts';
import {
  indexMembers,
  maxNesting,
  refuseAmbiguous,
  refuseAmbiguousInside,
} from './json-members.ts';
import { payloadFromBytes } from './payload.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const slice = (bytes: Uint8Array, from: number, to: number) =>
  new TextDecoder().decode(bytes.subarray(from, to));

describe('the top-level members of a JSON text', () => {
  test('are found where they stand', () =>
    forSeeds(1000, (seeded) => {
      const { text, members } = randomObject(seeded);
      const bytes = bytesOf(text);
      const index = indexMembers(bytes);
      expect(index.bodyStart).toBe(text.indexOf('{') + 1);
      expect(
        index.spans.map(({ name, keyStart, valueStart, end }) => ({
          name,
          text: slice(bytes, keyStart, end),
          head: slice(bytes, keyStart, valueStart),
        })),
      ).toEqual(members.map(({ name, text: whole, head }) => ({ name, text: whole, head })));
    }));

  test('brackets, quotes and commas inside strings mean nothing', () => {
    const bytes = bytesOf('{"a":"}],{\\"\\\\","b\\"":"[[[[","c":"\\\\"}');
    expect(indexMembers(bytes).spans.map(({ name }) => name)).toEqual(['a', 'b"', 'c']);
  });

  test('a long text with many escaped quotes is read in one go', () => {
    const text = `{"a":"${'\\"'.repeat(500_000)}${'\\\\'.repeat(500_000)}","model":"m"}`;
    const startedAt = performance.now();
    expect(indexMembers(bytesOf(text)).spans.map(({ name }) => name)).toEqual(['a', 'model']);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('nesting', () => {
  const nested = (levels: number, open: string, close: string) =>
    // The object itself is the first level.
    bytesOf(`{"a":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`);

  test.each([
    ['lists', '[', ']'],
    ['objects', '{"b":', '}'],
  ])('of %s passes up to the limit and not one level more', (_, open, close) => {
    const atLimit = payloadFromBytes(nested(maxNesting, open, close));
    expect(() => indexMembers(atLimit.bytes())).not.toThrow();
    expect(() => atLimit.json()).not.toThrow();
    expect(() => indexMembers(nested(maxNesting + 1, open, close))).toThrow(
      expect.objectContaining({ code: 'invalid_request', status: 400 }),
    );
    expect(maxNesting).toBe(256);
  });

  test('side by side is not deep', () => {
    const text = `{"a":[${'[[]],'.repeat(10_000)}[]]}`;
    expect(() => indexMembers(bytesOf(text))).not.toThrow();
  });

  test.each(['[', '{"a":', '{"a":['])('millions of %j are refused, not followed', (open) => {
    const bytes = bytesOf(open.repeat(5_000_000 / open.length));
    const startedAt = performance.now();
    expect(() => indexMembers(bytes)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('members that different readers would read differently', () => {
  const names = new Set(['model', 'stream', 'messages', 'prompt_cache_key']);
  const refuse = (text: string) => refuseAmbiguous(indexMembers(bytesOf(text)), names);

  test.each([
    ['twice', '{"model":"a","model":"b"}', 'model'],
    ['twice, once with an escape', '{"model":"a","mod\\u0065l":"b"}', 'model'],
    ['three times, far apart', '{"stream":true,"a":1,"b":{},"stream":false}', 'stream'],
    ['in upper case beside the right one', '{"model":"a","MODEL":"b"}', 'model'],
    ['in another case alone', '{"Model":"a"}', 'model'],
    ['in another case by escapes', '{"\\u004dodel":"a"}', 'model'],
    ['with a long s (U+017F)', '{"\u017ftream":true}', 'stream'],
    ['with an escaped long s', '{"\\u017ftream":true}', 'stream'],
    ['with a Kelvin sign (U+212A)', '{"prompt_cache_\u212aey":"a"}', 'prompt_cache_key'],
  ])('are refused: %s', (_, text, param) => {
    expect(() => refuse(text)).toThrow(
      expect.objectContaining({ code: 'ambiguous_parameter', status: 400, param }),
    );
  });

  test.each([
    ['once', '{"model":"a","stream":true}'],
    ['once, spelled with an escape', '{"mod\\u0065l":"a"}'],
    ['twice where the gateway does not look', '{"x":1,"x":2,"X":3}'],
    ['inside another member', '{"a":{"model":1,"MODEL":2},"model":"a"}'],
    ['as a text', '{"a":"model","b":"model","model":"a"}'],
    ['with another letter that only looks alike', '{"m\u043edel":"a","model":"b"}'],
  ])('pass: %s', (_, text) => {
    expect(() => refuse(text)).not.toThrow();
  });
});

describe('garbage', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    ':',
    ',',
    'a',
    '1',
    ' ',
    '\n',
    '\u0000',
    'é',
    'null',
  ];

  test('is never followed into a crash or an endless search', () =>
    forSeeds(2000, (seeded) => {
      const text = Array.from({ length: seeded.below(60) }, () => seeded.pick(pieces)).join('');
      const bytes = seeded.chance(0.5)
        ? bytesOf(text)
        : Uint8Array.from({ length: seeded.below(80) }, () => seeded.below(256));
      // An index of garbage is garbage, but making one must end and must not throw.
      indexMembers(bytes);
      const isObject = isJsonObject(bytes);
      const read = () => payloadFromBytes(bytes).json();
      if (isObject) expect(read).not.toThrow();
      else {
        expect(read).toThrow(GatewayError);
        expect(read).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^invalid_(json|request)$/) }),
        );
      }
    }));

  test('a cut object never reads as a whole one', () =>
    forSeeds(100, (seeded) => {
      const whole = bytesOf(randomObject(seeded).text.trim());
      for (let cut = 0; cut < whole.length; cut++) {
        const bytes = whole.subarray(0, cut);
        indexMembers(bytes);
        expect(() => payloadFromBytes(bytes).json()).toThrow(
          expect.objectContaining({ code: 'invalid_json' }),
        );
      }
    }));
});

function isJsonObject(bytes: Uint8Array): boolean {
  try {
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

describe('members inside the messages that name upstream state', () => {
  const member = (text: string) => new TextEncoder().encode(`{"messages":${text}}`);
  const check = (text: string) => {
    const bytes = member(text);
    const [span] = indexMembers(bytes).spans;
    refuseAmbiguousInside(bytes, span!, new Set(['file', 'file_id', 'audio', 'id']));
  };

  test.each([
    ['twice in one object', '[{"file":{"file_id":"theirs"},"file":{"file_data":"x"}}]'],
    ['twice, the second one null', '[{"audio":{"id":"theirs"},"audio":null}]'],
    ['in another case', '[{"File":{"File_ID":"theirs"}}]'],
    ['with an escape in another case', '[{"file":{"\\u0046ile_id":"theirs"}}]'],
    ['with a letter that folds to one of theirs', '[{"file":{"f\u0131le_id":"x","FILE_ID":"y"}}]'],
    ['deep inside', '[{"content":[{"a":[{"id":1,"id":2}]}]}]'],
  ])('are refused %s', (_, text) => {
    expect(() => check(text)).toThrow(expect.objectContaining({ code: 'ambiguous_parameter' }));
  });

  test.each([
    ['once an object', '[{"id":"a","audio":null},{"id":"b","file":{"file_id":"x"}}]'],
    ['as text', '[{"content":"\\"File_ID\\": 1, \\"id\\": 2","id":"a"},{"text":"File"}]'],
    ['in nested objects of their own', '[{"id":"a","tool_calls":[{"id":"b"},{"id":"c"}]}]'],
  ])('pass %s', (_, text) => {
    expect(() => check(text)).not.toThrow();
  });
});
