import type { RowResult } from '../row.ts';

/** Two rounds of three programs, one of which failed in the second. */
export const rowResult: RowResult = {
  id: 'chat-1k',
  title: 'Chat',
  method: 'Many requests.',
  columns: [
    { key: 'cpu', title: 'CPU µs', digits: 1, compare: { with: 'floor', as: 'ratio' } },
    { key: 'memory', title: 'RSS MB' },
  ],
  budgets: [
    { target: 'node', column: 'cpu', compare: { with: 'floor', as: 'ratio' }, atMost: 1.3 },
    { target: 'node', column: 'memory', atMost: 100 },
    { target: 'node', column: 'cpu', compare: { with: 'bifrost', as: 'ratio' }, atMost: 1 },
  ],
  results: [
    {
      target: 'floor',
      rounds: [
        { cpu: 50, memory: 90 },
        { cpu: 100, memory: 90 },
      ],
    },
    {
      target: 'node',
      rounds: [
        { cpu: 60, memory: 110 },
        { cpu: 120, memory: 120 },
      ],
    },
    {
      target: 'portkey',
      rounds: [{ cpu: 500, memory: 200 }],
      failure: 'Answered 500: no\nand much more',
    },
    { target: 'bifrost', rounds: [], failure: 'not installed' },
  ],
};
