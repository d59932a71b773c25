import { expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import { renderRow } from './render-row.ts';

it('a row is a table, its budgets, and what failed', () => {
  expect(renderRow(rowResult)).toMatchInlineSnapshot(`
    "### Chat

    Many requests.

    |         |            CPU µs | × floor |        RSS MB |
    | ------- | ----------------: | ------: | ------------: |
    | floor   | 75.0 (50.0–100.0) |    1.00 |            90 |
    | node    | 90.0 (60.0–120.0) |    1.20 | 115 (110–120) |
    | portkey |             500.0 |   10.00 |           200 |

    - node, CPU µs × floor: 1.20 of at most 1.3, kept
    - node, RSS MB: 115.00 of at most 100, **missed**

    - portkey: Answered 500: no
    - bifrost: not installed"
  `);
});
