import { describe, expect, test } from 'vitest';
import { recordLog } from '../../__fixtures__/records.ts';
import { GatewayError } from '../errors.ts';
import { createSealer } from './seal.ts';
import type { SealKey } from './seal-keys.ts';

const keyOf = (id: string, byte: number): SealKey => ({ id, key: new Uint8Array(32).fill(byte) });
const first = keyOf('first', 1);
const second = keyOf('second', 2);

const sealerWith = (...keys: SealKey[]) => createSealer({ keys, log: recordLog() });

const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('sealed text', () => {
  test.each(['', 'summary', '語 😀 \u0000', 'x'.repeat(100_000)])(
    'opens again: %#',
    async (text) => {
      const sealer = sealerWith(first);
      const sealed = await sealer.seal('a', 'compaction', text);
      expect(sealed).toMatch(/^gwe1\.first\.[A-Za-z0-9_-]+$/);
      expect(await sealer.open('a', 'compaction', sealed)).toBe(text);
    },
  );

  test('does not show what is in it, and is never the same twice', async () => {
    const sealer = sealerWith(first);
    const one = await sealer.seal('a', 'compaction', 'secret');
    expect(one).not.toBe(await sealer.seal('a', 'compaction', 'secret'));
    expect(one).not.toContain(btoa('secret'));
  });

  test('is known by how it looks', async () => {
    const sealer = sealerWith(first);
    expect(sealer.isSealed(await sealer.seal('a', 'p', 'x'))).toBe(true);
    for (const other of ['', 'gAAAAABpM0Yj', 'gwo1.x', 'gwe1'])
      expect(sealer.isSealed(other)).toBe(false);
  });

  test('opens with every key that is configured; the first one seals', async () => {
    const old = await sealerWith(first).seal('a', 'p', 'x');
    const rotated = sealerWith(second, first);
    expect(await rotated.open('a', 'p', old)).toBe('x');
    expect(await rotated.seal('a', 'p', 'x')).toMatch(/^gwe1\.second\./);
  });

  test('opens with the same key as text', async () => {
    const { key } = first;
    const asText = { id: 'first', key: btoa(String.fromCharCode(...(key as Uint8Array))) };
    const sealed = await sealerWith(first).seal('a', 'p', 'x');
    expect(await sealerWith(asText).open('a', 'p', sealed)).toBe('x');
  });
});

describe('what does not open', () => {
  const sealer = sealerWith(first, second);
  const sealed = () => sealer.seal('a', 'p', 'some text');

  test('is refused in one way, whatever is wrong', async () => {
    const text = await sealed();
    const content = text.slice('gwe1.first.'.length);
    const errors = await Promise.all(
      [
        sealer.open('b', 'p', text),
        sealer.open('a', 'other', text),
        sealerWith(second).open('a', 'p', text),
        sealerWith(keyOf('first', 9)).open('a', 'p', text),
        sealer.open('a', 'p', `gwe1.second.${content}`),
        sealer.open('a', 'p', `gwe1.toString.${content}`),
        sealer.open('a', 'p', `gwe2.first.${content}`),
        sealer.open('a', 'p', `${text}.`),
        sealer.open('a', 'p', `${text} `),
        sealer.open('a', 'p', `${text}=`),
        sealer.open('a', 'p', 'gwe1.first.'),
        sealer.open('a', 'p', 'gwe1.first.AAAA'),
        sealer.open('a', 'p', 'gwe1'),
        sealer.open('a', 'p', ''),
      ].map(errorOf),
    );
    for (const error of errors) {
      expect(error).toBeInstanceOf(GatewayError);
      expect(error).toMatchObject({ code: 'invalid_encrypted_content', status: 400, param: null });
    }
    expect(new Set(errors.map((error) => (error as Error).message)).size).toBe(1);
  });

  test('is every text with a character changed, left out or added', async () => {
    const text = await sealed();
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'A' ? 'B' : 'A';
      for (const middle of [other, '', `${text[at]}A`]) {
        const changed = text.slice(0, at) + middle + text.slice(at + 1);
        expect(await errorOf(sealer.open('a', 'p', changed))).toBeInstanceOf(GatewayError);
      }
    }
  });
});

describe('without keys', () => {
  test('a random one serves this process, with one warning that it does', async () => {
    const log = recordLog();
    const sealer = createSealer({ log });
    expect(log.lines).toEqual([]);
    const sealed = await Promise.all([sealer.seal('a', 'p', 'x'), sealer.seal('a', 'p', 'y')]);
    expect(await Promise.all(sealed.map((text) => sealer.open('a', 'p', text)))).toEqual([
      'x',
      'y',
    ]);
    expect(log.lines).toEqual([
      {
        level: 'warn',
        message: expect.stringMatching(/restart.*"responses.sealKeys"/),
        fields: {},
      },
    ]);
    const another = createSealer({ keys: [], log });
    expect(await errorOf(another.open('a', 'p', sealed[0] ?? ''))).toBeInstanceOf(GatewayError);
    expect(log.lines).toHaveLength(1);
  });

  test('nobody is warned who has some', async () => {
    const log = recordLog();
    await createSealer({ keys: [first], log }).seal('a', 'p', 'x');
    expect(log.lines).toEqual([]);
  });
});

describe('a key that is no key is refused when the sealer is made', () => {
  test.each<[string, readonly unknown[]]>([
    ['"short"', [{ id: 'short', key: new Uint8Array(16) }]],
    ['"long"', [first, { id: 'long', key: new Uint8Array(33) }]],
    ['"text"', [{ id: 'text', key: 'not base64!' }]],
    ['"short-text"', [{ id: 'short-text', key: btoa('0123456789') }]],
    ['"missing"', [{ id: 'missing', key: undefined }]],
    ['"first"', [first, first]],
    ['"a.b"', [{ id: 'a.b', key: new Uint8Array(32) }]],
    ['""', [{ id: '', key: new Uint8Array(32) }]],
  ])('%s', (named, keys) => {
    const make = () => sealerWith(...(keys as SealKey[]));
    expect(make).toThrow(named);
    expect(make).not.toThrow(/not base64!|MDEyMzQ1/);
  });
});
