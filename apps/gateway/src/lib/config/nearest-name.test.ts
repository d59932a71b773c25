import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

it.each([
  ['baseURL', 'baseUrl'],
  ['base_url', 'baseUrl'],
  ['prot', 'port'],
  ['model', 'models'],
  ['hots', 'host'],
  ['xyzzy', undefined],
  ['', undefined],
])('%s is nearest to %s', (name, nearest) => {
  expect(nearestName(name, ['host', 'port', 'baseUrl', 'models'])).toBe(nearest);
});
