import type { RowResult } from '../row.ts';

/** Everything that a run has found; what the JSON file holds. */
export interface Report {
  /** ISO 8601. */
  readonly date: string;
  readonly mode: 'full' | 'short';
  readonly rounds: number;
  readonly machine: Machine;
  readonly rows: readonly RowResult[];
}

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted to run in the last minute, when the run began: 0 on an idle machine. */
  readonly loadBefore: number;
}

/** When, on what, and how busy that was. */
export function renderHead({ date, mode, rounds, machine }: Report): string {
  const { cpu, cores, memoryGb, system, node, loadBefore } = machine;
  const busy =
    loadBefore > 0.5
      ? ` **The machine was busy with other work** (load ${loadBefore.toFixed(1)} before the run): only the ratios mean something.`
      : '';
  const less = mode === 'short' ? ' (with fewer and shorter runs than the text says)' : '';
  return `${date.slice(0, 10)}, ${mode} mode${less}, ${rounds} rounds; ${cores} × ${cpu}, ${memoryGb} GB, ${system}, Node.js ${node}.${busy}`;
}
