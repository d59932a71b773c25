import { describe, expect, test } from 'vitest';
import { checkSwitches, readSwitches } from './switches.ts';

describe('the caller’s word on repetition', () => {
  test.each([
    [{}, true, true],
    [{ 'x-gw-retry': 'off' }, false, true],
    [{ 'x-gw-fallback': 'off' }, true, false],
    [{ 'x-gw-retry': ' OFF ', 'x-gw-fallback': 'Off' }, false, false],
    [{ 'x-gw-retry': 'on', 'x-gw-fallback': ' ON' }, true, true],
    [{ 'x-gw-retry': ['off', 'on'] }, false, true],
  ])('%j', (headers, retry, fallback) => {
    expect(readSwitches(headers)).toEqual({ retry, fallback });
    expect(() => checkSwitches(headers)).not.toThrow();
  });

  test.each([
    ['x-gw-retry', 'false'],
    ['x-gw-retry', '0'],
    ['x-gw-retry', ''],
    ['x-gw-fallback', 'no'],
    ['x-gw-fallback', 'of'],
  ])('a word that is neither on nor off is refused, not guessed: %s: %j', (name, value) => {
    expect(() => checkSwitches({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'invalid_value', param: name, status: 400 }),
    );
  });
});
