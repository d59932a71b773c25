import { invalid, missing, wrongType } from '../kit/faults.ts';

/**
 * A version's number, as a number or in digits.
 * @throws {GatewayError} naming `version`.
 */
export function readVersion(value: unknown): number {
  if (value == null) throw missing('version');
  if (typeof value !== 'number' && typeof value !== 'string')
    throw wrongType('version', 'an integer', value);
  const number = Number(toVersionId(value) ?? Number.NaN);
  if (!Number.isSafeInteger(number)) throw invalid('version', 'expected an integer from 1 on.');
  return number;
}

/** Under which id a version would be kept; nothing where there can be no such version. */
export function toVersionId(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[1-9]\d*$/.test(text) ? text : undefined;
}

/** `?version=` of a query, also an empty one: the default version is meant. */
export function versionIn(query: string): number | undefined {
  const value = new URLSearchParams(query).get('version');
  return value ? readVersion(value) : undefined;
}
