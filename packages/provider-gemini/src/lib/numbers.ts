import { isMembers } from '@gw/provider-utils';

export function countOf(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : 0;
}

/** Also of a number that kept its digits, see exact-json.ts. */
export function numberOf(value: unknown): number {
  const number = isMembers(value) && 'rawJSON' in value ? Number(value.rawJSON) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : 0;
}
