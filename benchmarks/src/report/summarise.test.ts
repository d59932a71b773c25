import { describe, expect, it } from 'vitest';
import { rowResult } from '../__fixtures__/row-result.ts';
import type { Column } from '../row.ts';
import { compare, judge, missedCpu, summarise } from './summarise.ts';

const [cpu] = rowResult.columns as [Column, Column];

describe('a comparison', () => {
  it('is made within each round, so that a slow round changes nothing', () => {
    expect(summarise(rowResult, 'node', cpu)).toEqual({
      own: { median: 90, least: 60, most: 120 },
      compared: 1.2,
    });
  });

  it('can be a difference', () => {
    expect(compare(rowResult, 'node', 'cpu', { with: 'floor', as: 'difference' })).toBe(15);
  });

  it('leaves out rounds that one of both does not have', () => {
    expect(compare(rowResult, 'portkey', 'cpu', { with: 'floor', as: 'ratio' })).toBe(10);
    expect(compare(rowResult, 'node', 'cpu', { with: 'bifrost', as: 'ratio' })).toBeUndefined();
  });
});

it('a program without a round has no figure', () => {
  expect(summarise(rowResult, 'bifrost', cpu)).toBeUndefined();
});

it('budgets are judged where they were measured', () => {
  const verdicts = judge(rowResult).map(({ value, isMet }) => ({ value, isMet }));
  expect(verdicts).toEqual([
    { value: 1.2, isMet: true },
    { value: 115, isMet: false },
  ]);
});

it('a verdict tells of how many things it was measured, where the budget asks', () => {
  const budget = { target: 'node', column: 'memory', atMost: 200, over: 'cpu' } as const;
  expect(judge({ ...rowResult, budgets: [budget] })).toEqual([
    { ...budget, value: 115, isMet: true, count: 90 },
  ]);
});

describe('who missed a CPU budget', () => {
  const cpuBudget = { target: 'node', column: 'cpu', atMost: 1.1 } as const;

  it('is told with the program of ours that it is compared with', () => {
    const beside = (other: 'floor' | 'portkey') => ({
      ...cpuBudget,
      compare: { with: other, as: 'ratio' } as const,
    });
    expect(missedCpu({ ...rowResult, budgets: [beside('floor')] })).toEqual([
      { target: 'node', beside: 'floor' },
    ]);
    const less = { ...beside('portkey'), atMost: 0.01 };
    expect(missedCpu({ ...rowResult, budgets: [less] })).toEqual([{ target: 'node' }]);
  });

  it('is nobody where only memory was missed', () => {
    expect(missedCpu(rowResult)).toEqual([]);
  });
});
