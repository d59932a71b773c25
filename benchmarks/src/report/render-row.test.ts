import { expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import { renderRow, renderVerdict } from './render-row.ts';
import { judge } from './summarise.ts';

it('a row is a table, its budgets, and what failed', () => {
  expect(renderRow(rowResult)).toMatchInlineSnapshot(`
    "### Chat

    Many requests.

    |         |            CPU µs | × floor |        RSS MB |
    | ------- | ----------------: | ------: | ------------: |
    | floor   | 75.0 (50.0–100.0) |    1.00 |            90 |
    | node    | 90.0 (60.0–120.0) |    1.20 | 115 (110–120) |
    | portkey |             500.0 |   10.00 |           200 |

    - node, CPU µs × floor: 1.2 of at most 1.3, kept
    - node, RSS MB: 115 of at most 100, **missed**

    - portkey: Answered 500: no
    - bifrost: not installed"
  `);
});

it('a row says which alternatives are not in it, and why', () => {
  const row = {
    ...rowResult,
    leftOut: { litellm: 'no npm', bifrost: 'no npm', portkey: 'too slow' },
  };
  expect(renderRow(row)).toContain(
    '\n- bifrost: not installed\n- litellm, bifrost: left out, no npm\n- portkey: left out, too slow',
  );
});

it('a verdict has as many digits as its limit needs, and says of how many things', () => {
  const [verdict] = judge({
    ...rowResult,
    budgets: [
      {
        target: 'node',
        column: 'cpu',
        compare: { with: 'portkey', as: 'ratio' },
        atMost: 1 / 6,
        over: 'memory',
      },
    ],
  });
  expect(verdict && renderVerdict(rowResult, verdict)).toBe(
    'node, CPU µs × portkey: 0.12 of at most 0.167, of 115 RSS MB, kept',
  );
});
