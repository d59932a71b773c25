import type { Budget, Column, Comparison, Figures, RowResult } from '../row.ts';
import { median, type Spread, spreadOf } from '../statistics.ts';
import { isAlternative } from '../targets/alternatives.ts';
import type { TargetName } from '../targets/targets.ts';

/** A figure of one program over all rounds. */
export interface Summary {
  readonly own: Spread;
  /** The median of its comparisons, each within its round. Default: there is nothing to compare. */
  readonly compared?: number | undefined;
}

/** @returns nothing where the program gave no figure. */
export function summarise(row: RowResult, target: string, column: Column): Summary | undefined {
  const own = roundsOf(row, target).map((figures) => figures[column.key] ?? Number.NaN);
  if (own.length === 0) return undefined;
  const compared = column.compare && compare(row, target, column.key, column.compare);
  return { own: spreadOf(own), compared };
}

/**
 * Two programs beside each other within each round: what the machine did meanwhile met both.
 * @returns nothing where they have no round in common.
 */
export function compare(
  row: RowResult,
  target: string,
  column: string,
  comparison: Comparison,
): number | undefined {
  const others = roundsOf(row, comparison.with);
  const pairs = roundsOf(row, target).flatMap((figures, round) => {
    const [own, other] = [figures[column], others[round]?.[column]];
    return own === undefined || other === undefined ? [] : [{ own, other }];
  });
  if (pairs.length === 0) return undefined;
  const isRatio = comparison.as === 'ratio';
  return median(pairs.map(({ own, other }) => (isRatio ? own / other : own - other)));
}

export interface Verdict extends Budget {
  readonly value: number;
  readonly isMet: boolean;
  /** Of how many things it was measured. Default: the budget does not ask. */
  readonly count?: number;
}

/** What became of a row's budgets; of those that could not be measured, nothing. */
export function judge(row: RowResult): readonly Verdict[] {
  return (row.budgets ?? []).flatMap((budget) => {
    const { target, column, atMost, over } = budget;
    const medianOf = (key: string) =>
      median(roundsOf(row, target).map((figures) => figures[key] ?? Number.NaN));
    const value = budget.compare ? compare(row, target, column, budget.compare) : medianOf(column);
    if (value === undefined || Number.isNaN(value)) return [];
    const count = over === undefined ? {} : { count: medianOf(over) };
    return [{ ...budget, value, isMet: value <= atMost, ...count }];
  });
}

/** A program that missed a budget, and one of ours that this compares it with, if it does. */
export interface Missed {
  readonly target: TargetName;
  readonly beside?: TargetName | undefined;
}

/** Who missed a budget of CPU time, each once. */
export function missedCpu(row: RowResult): readonly Missed[] {
  const missed = judge(row).filter(({ column, isMet }) => column === 'cpu' && !isMet);
  const names = new Set(missed.map(({ target }) => target));
  return Array.from(names, (target) => {
    const others = missed.filter((one) => one.target === target).map((one) => one.compare?.with);
    return { target, beside: others.find((other) => other && !isAlternative(other)) };
  });
}

function roundsOf(row: RowResult, target: string): readonly Figures[] {
  return row.results.find((result) => result.target === target)?.rounds ?? [];
}
