import { expect, it } from 'vitest';
import type { Bench } from './bench.ts';
import type { Row } from './row.ts';
import { runRow } from './run-row.ts';

const dropped: string[] = [];
const bench = { drop: async (name) => void dropped.push(name) } as Partial<Bench> as Bench;

function createRow(measure: Row['measure'], more: Partial<Row> = {}): Row {
  const columns = [{ key: 'n', title: 'n' }];
  return { id: 'row', title: 'Row', method: '', columns, targets: [], measure, ...more };
}

it('all programs are measured in every round, each round beginning with another', async () => {
  const seen: string[] = [];
  const row = createRow(async (target) => {
    seen.push(target);
    return { n: seen.length };
  });
  const { results } = await runRow(row, bench, { targets: ['pipe', 'node'], rounds: 3 });
  expect(seen).toEqual(['pipe', 'node', 'node', 'pipe', 'pipe', 'node']);
  expect(results).toEqual([
    { target: 'pipe', rounds: [{ n: 1 }, { n: 4 }, { n: 5 }] },
    { target: 'node', rounds: [{ n: 2 }, { n: 3 }, { n: 6 }] },
  ]);
});

it('a program that fails is left out and ended, and keeps what it had', async () => {
  let asked = 0;
  const row = createRow(async (target) => {
    if (target === 'node' && ++asked === 2) throw new Error('It broke.');
    return { n: 1 };
  });
  const { results } = await runRow(row, bench, { targets: ['pipe', 'node'], rounds: 4 });
  expect(results).toEqual([
    { target: 'pipe', rounds: [{ n: 1 }, { n: 1 }, { n: 1 }, { n: 1 }] },
    { target: 'node', rounds: [{ n: 1 }], failure: 'It broke.' },
  ]);
  expect(asked).toBe(2);
  expect(dropped).toEqual(['node']);
});

it('a program that cannot be warmed is never measured', async () => {
  const row = createRow(async () => ({ n: 1 }), {
    warmUp: async () => {
      throw new Error('not installed');
    },
  });
  const { results } = await runRow(row, bench, { targets: ['portkey'], rounds: 1 });
  expect(results).toEqual([{ target: 'portkey', rounds: [], failure: 'not installed' }]);
});

it('a row may have fewer rounds than asked for', async () => {
  const row = createRow(async () => ({ n: 1 }), { maxRounds: 1 });
  const { results } = await runRow(row, bench, { targets: ['node'], rounds: 5 });
  expect(results).toEqual([{ target: 'node', rounds: [{ n: 1 }] }]);
});
