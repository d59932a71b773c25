import { expect, it } from 'vitest';
import { readRetryAdvice } from './retry-advice.ts';

const now = Date.parse('Wed, 21 Oct 2026 07:28:00 GMT');

it.each([
  [{}, undefined],
  [{ 'retry-after': '3' }, 3000],
  [{ 'retry-after': '0.25' }, 250],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:28:10 GMT' }, 10_000],
  [{ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{ 'retry-after-ms': '120', 'retry-after': '3' }, 120],
  [{ 'retry-after-ms': 'x', 'retry-after': '3' }, 3000],
  [{ 'retry-after': ['4', '5'] }, 4000],
])('reads the wait in %j', (headers, expected) => {
  expect(readRetryAdvice(headers, now).retryAfterMs).toBe(expected);
});

it.each([
  ['true', true],
  ['false', false],
  ['maybe', undefined],
])('reads x-should-retry: %s', (value, expected) => {
  expect(readRetryAdvice({ 'x-should-retry': value }).shouldRetry).toBe(expected);
});
