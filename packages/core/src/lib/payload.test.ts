import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  randomName,
  randomObject,
  randomValue,
  rawMembersOf,
} from '../__fixtures__/random-json.ts';
import { forSeeds, type Seeded } from '../__fixtures__/seeded.ts';
import { GatewayError } from './errors.ts';
import { type Payload, payloadFromBytes, payloadFromValue, readPayload } from './payload.ts';

type Members = Record<string, unknown>;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (payload: Payload<Members>) => new TextDecoder().decode(payload.bytes());
const fromText = (text: string) => payloadFromBytes<Members>(bytesOf(text));

/** Edits of all kinds: members replaced, taken out, added; in one step or in several. */
function randomEdits(seeded: Seeded, names: readonly string[]): Map<string, unknown> {
  const edits = new Map<string, unknown>();
  const removesAll = seeded.chance(0.1);
  for (const name of names) {
    const drawn = seeded.below(4);
    if (removesAll || drawn === 0) edits.set(name, undefined);
    else if (drawn === 1) edits.set(name, randomEdit(seeded));
  }
  while (seeded.chance(0.4)) edits.set(randomName(seeded), randomEdit(seeded));
  return edits;
}

/** A value that JSON can hold exactly, so that it reads the same before and after. */
function randomEdit(seeded: Seeded): unknown {
  return JSON.parse(JSON.stringify(JSON.parse(randomValue(seeded, 3))));
}

function withAll(payload: Payload<Members>, edits: ReadonlyMap<string, unknown>, steps: number) {
  let edited = payload;
  const entries = [...edits];
  const perStep = Math.ceil(entries.length / steps) || 1;
  for (let from = 0; from < entries.length; from += perStep) {
    edited = edited.with(Object.fromEntries(entries.slice(from, from + perStep)));
  }
  return edited;
}

describe('a payload with members replaced, removed and added', () => {
  test('keeps every other byte and says what was asked', () =>
    forSeeds(1000, (seeded) => {
      const original = randomObject(seeded);
      const names = original.members.map(({ name }) => name);
      const edits = randomEdits(seeded, names);
      const edited = withAll(fromText(original.text), edits, 1 + seeded.below(3));

      // Additions are compared sorted: an object of edits puts names like "0" first.
      const stayed = original.members
        .filter(({ name }) => !edits.has(name) || edits.get(name) !== undefined)
        .map(({ name, head, text }) =>
          edits.has(name) ? head + JSON.stringify(edits.get(name)) : text,
        );
      const added = [...edits]
        .filter(([name, value]) => !names.includes(name) && value !== undefined)
        .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);

      const text = textOf(edited);
      const written = rawMembersOf(text).map((member) => member.text);
      expect(written.slice(0, stayed.length)).toEqual(stayed);
      expect(written.slice(stayed.length).sort()).toEqual(added.sort());
      expect(text.slice(0, text.indexOf('{'))).toBe(
        original.text.slice(0, original.text.indexOf('{')),
      );
      expect(isDeepStrictEqual(edited.json(), JSON.parse(text))).toBe(true);
      expect(isDeepStrictEqual(readPayload(edited), JSON.parse(text))).toBe(true);
    }));

  test('says the same when it was made from a value', () =>
    forSeeds(300, (seeded) => {
      const value = JSON.parse(JSON.stringify(JSON.parse(randomObject(seeded).text))) as Members;
      const edits = randomEdits(seeded, Object.keys(value));
      const edited = withAll(payloadFromValue(value), edits, 1 + seeded.below(3));
      expect(isDeepStrictEqual(edited.json(), JSON.parse(textOf(edited)))).toBe(true);
      expect(new Set(Object.keys(edited.json()))).toEqual(
        new Set(
          [...Object.keys(value), ...edits.keys()].filter((name) =>
            edits.has(name) ? edits.get(name) !== undefined : true,
          ),
        ),
      );
    }));

  test('without an edit the bytes are the very ones that came', () => {
    const source = bytesOf(' {"model" : "m",\n"n":1e400}\n');
    expect(payloadFromBytes(source).bytes()).toBe(source);
    expect(new Uint8Array(payloadFromBytes<Members>(source).with({}).bytes())).toEqual(source);
  });

  test('numbers beyond a double, odd spellings and key order survive the rewrite of a model', () => {
    const text = '{"b":12345678901234567890,"model":"mine","a":1e400,"z":-0,"u":"\\u00e9","n":1.0}';
    expect(textOf(fromText(text).with({ model: 'theirs' }))).toBe(
      text.replace('"mine"', '"theirs"'),
    );
  });

  test('the last edit of a member wins, and one that takes back an addition leaves nothing', () => {
    const payload = fromText('{"a":1}').with({ a: 2, b: 1 }).with({ a: 3, b: undefined });
    expect(textOf(payload)).toBe('{"a":3}');
    expect(payload.json()).toEqual({ a: 3 });
  });

  test('a member called __proto__ is a member like any other', () => {
    const payload = fromText('{"__proto__":{"polluted":true},"a":1}').with({ a: 2 });
    expect(textOf(payload)).toBe('{"__proto__":{"polluted":true},"a":2}');
    expect(Object.keys(payload.json())).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(payload.json())).toBe(Object.prototype);
    expect('polluted' in {}).toBe(false);
  });

  test('each payload keeps its own edits: the one it was made from does not change', () => {
    const original = fromText('{"a":1}');
    const edited = original.with({ a: 2 });
    original.with({ a: 3 });
    expect(textOf(original)).toBe('{"a":1}');
    expect(textOf(edited)).toBe('{"a":2}');
  });

  test('an edited member that stands there twice is refused: nobody knows which one counts', () => {
    const payload = fromText('{"a":1,"b":0,"a":2}');
    expect(textOf(payload.with({ b: 1 }))).toBe('{"a":1,"b":1,"a":2}');
    for (const edit of [{ a: 3 }, { a: undefined }]) {
      expect(() => payload.with(edit).bytes()).toThrow(
        expect.objectContaining({ code: 'ambiguous_parameter', param: 'a', status: 400 }),
      );
    }
  });
});

describe('the value of a payload', () => {
  test('is frozen at every level, so that an edit in place throws instead of being lost', () => {
    for (const payload of [
      fromText('{"messages":[{"content":{"text":"hi"}}]}'),
      payloadFromValue<Members>({ messages: [{ content: { text: 'hi' } }] }),
      fromText('{}').with({ messages: [{ content: { text: 'hi' } }] }),
    ]) {
      const value = payload.json() as { messages: { content: { text: string } }[]; more?: string };
      expect(() => {
        value.more = 'x';
      }).toThrow(TypeError);
      expect(() => value.messages.push({ content: { text: '' } })).toThrow(TypeError);
      expect(() => {
        (value.messages[0] as (typeof value.messages)[0]).content.text = 'changed';
      }).toThrow(TypeError);
      expect(textOf(payload)).toContain('"hi"');
    }
  });

  test('is parsed once', () => {
    const payload = fromText('{"a":[1]}');
    expect(payload.json()).toBe(payload.json());
    expect(readPayload(payload)).toBe(readPayload(payload));
  });

  test.each([
    ['', 'invalid_json'],
    ['{', 'invalid_json'],
    ['{"a":1} {"b":2}', 'invalid_json'],
    ["{'a':1}", 'invalid_json'],
    ['{"a":1,}', 'invalid_json'],
    ['[{"a":1}]', 'invalid_request'],
    ['"text"', 'invalid_request'],
    ['7', 'invalid_request'],
    ['null', 'invalid_request'],
  ])('%j is no JSON object: %s', (text, code) => {
    expect(() => fromText(text).json()).toThrow(expect.objectContaining({ code, status: 400 }));
  });

  test.each([
    ['a lone continuation byte', [0x80]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['half a character', [0xe2, 0x82]],
    ['an encoded surrogate', [0xed, 0xa0, 0x80]],
    ['a byte that UTF-8 does not know', [0xff]],
  ])('bytes that are not UTF-8 are invalid JSON: %s', (_, wrong) => {
    const bytes = new Uint8Array([...bytesOf('{"a":"'), ...wrong, ...bytesOf('"}')]);
    expect(() => payloadFromBytes(bytes).json()).toThrow(
      expect.objectContaining({ code: 'invalid_json' }),
    );
  });

  test('a byte order mark is read over, and goes on as it came', () => {
    const payload = fromText('\uFEFF{"model":"m"}');
    expect(payload.json()).toEqual({ model: 'm' });
    const bytes = [...payload.with({ model: 'n' }).bytes()];
    expect(bytes).toEqual([0xef, 0xbb, 0xbf, ...bytesOf('{"model":"n"}')]);
  });

  test('a value that a hook made by hand may hold bytes', () => {
    const image = new Uint8Array([1, 2]);
    expect(payloadFromValue({ image }).json()).toEqual({ image });
  });

  test('errors of the parser are kept as the cause, for the log', () => {
    const error = caught(() => fromText('{').json());
    expect(error).toBeInstanceOf(GatewayError);
    expect((error as GatewayError).cause).toBeInstanceOf(SyntaxError);
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
