import type { Column } from '../row.ts';
import type { TargetName } from '../targets/targets.ts';

/** The main figure: CPU time of the program itself, which idling cannot better. */
export function cpuColumn(unit: string, baseline: TargetName): Column {
  return {
    key: 'cpu',
    title: `CPU µs ${unit}`,
    digits: 1,
    compare: { with: baseline, as: 'ratio' },
  };
}

export const memoryColumn: Column = { key: 'memory', title: 'RSS MB' };

/** Added by a program to what the client waits for when it asks the upstream itself. */
export function latencyColumns(): readonly Column[] {
  const compare = { with: 'direct', as: 'difference' } as const;
  return [
    { key: 'p50', title: 'p50 ms', digits: 2, compare },
    { key: 'p99', title: 'p99 ms', digits: 2, compare },
    { key: 'count', title: 'timed a round' },
  ];
}

export function toMegabytes(bytes: number): number {
  return bytes / 2 ** 20;
}
