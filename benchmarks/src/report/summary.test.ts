import { expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import type { Report } from './report.ts';
import { renderSummary } from './summary.ts';

it('the summary has what was missed first, and marks where others are better', () => {
  const faster = {
    ...rowResult,
    title: 'Start',
    budgets: [],
    results: rowResult.results.map((one) =>
      one.target === 'portkey' ? { ...one, rounds: [{ cpu: 45 }] } : one,
    ),
  };
  const report: Report = {
    date: '2026-12-01T10:00:00.000Z',
    mode: 'full',
    rounds: 2,
    machine: { cpu: '', cores: 2, memoryGb: 8, system: '', node: '24.0.0', busyBefore: 0 },
    rows: [rowResult, faster],
  };
  expect(renderSummary(report)).toMatchInlineSnapshot(`
    "### In short

    Budgets: 1 kept, 1 missed, 1 not measured.

    - Chat: node, RSS MB: 115 of at most 100, **missed**
    - Chat: node, CPU µs × floor: 1.2 of at most 1.3, kept

    Beside the alternatives, medians; in brackets how many times ours that is. Less is better; **bold** where theirs is.

    |               | node |           portkey |
    | ------------- | ---: | ----------------: |
    | Chat: CPU µs  | 90.0 |    500.0 (5.56 ×) |
    | Start: CPU µs | 90.0 | **45.0 (0.50 ×)** |"
  `);
});
