import type { Bench } from './bench.ts';
import type { Figures, Row, RowResult, TargetResult } from './row.ts';
import type { TargetName } from './targets/targets.ts';

export interface RunOptions {
  readonly targets: readonly TargetName[];
  readonly rounds: number;
}

type Measured = { -readonly [Key in keyof TargetResult]: TargetResult[Key] } & {
  readonly rounds: Figures[];
};

/**
 * Rounds in which every program has its turn, each one beginning with another: what the machine does
 * beside it meets all of them. A program that fails is left out from then on, and ended: what it still
 * asks of the upstream would count for others.
 */
export async function runRow(row: Row, bench: Bench, options: RunOptions): Promise<RowResult> {
  const results: Measured[] = options.targets.map((target) => ({ target, rounds: [] }));
  const attempt = async (one: Measured, work: () => Promise<unknown>) => {
    if (one.failure !== undefined) return;
    try {
      await work();
    } catch (error) {
      one.failure = error instanceof Error ? error.message : String(error);
      await bench.drop(one.target);
    }
  };
  for (const one of results) await attempt(one, async () => row.warmUp?.(one.target, bench));
  const rounds = Math.min(options.rounds, row.maxRounds ?? options.rounds);
  for (let round = 0; round < rounds; round++) {
    for (const one of rotate(results, round)) {
      await attempt(one, async () => void one.rounds.push(await row.measure(one.target, bench)));
    }
  }
  const { id, title, method, columns, budgets = [], leftOut } = row;
  return { id, title, method, columns, budgets, ...(leftOut && { leftOut }), results };
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const at = by % Math.max(1, list.length);
  return [...list.slice(at), ...list.slice(0, at)];
}
