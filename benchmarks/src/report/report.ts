import type { RowResult } from '../row.ts';
import { renderProfile } from './profile.ts';

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
  /** Of all processors' time, what others used in the second before the run: between 0 and 1. */
  readonly busyBefore: number;
}

/** More than this is no quiet machine. */
const quietShare = 0.05;

/** When, on what, and how busy that was. */
export function renderHead({ date, mode, rounds, machine }: Report): string {
  const { cpu, cores, memoryGb, system, node, busyBefore } = machine;
  const share = `${Math.round(busyBefore * 100)} % of its processors' time in the second before the run`;
  const busy =
    busyBefore > quietShare
      ? ` **The machine was busy with other work** (${share}): only the ratios mean something.`
      : ` The machine was quiet (${share}).`;
  const less = mode === 'short' ? ' (with fewer and shorter runs than the text says)' : '';
  return `${date.slice(0, 10)}, ${mode} mode${less}, ${rounds} rounds; ${cores} × ${cpu}, ${memoryGb} GB, ${system}, Node.js ${node}.${busy}`;
}

/** @returns nothing for a row that nobody has profiled. */
export function renderProfiles({ title, columns, profiles = [] }: RowResult): string | undefined {
  const others = profiles.map(({ beside }) => beside);
  const tables = profiles
    .filter(({ target, beside }) => beside !== undefined || !others.includes(target))
    .map((one) =>
      renderProfile(
        one,
        profiles.find(({ target }) => target === one.beside),
      ),
    );
  if (tables.length === 0) return undefined;
  const unit = columns.find(({ key }) => key === 'cpu')?.title ?? 'µs';
  return [`### ${title}: ${unit}`, ...tables].join('\n\n');
}
