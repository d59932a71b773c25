import type { Bench } from './bench.ts';
import type { CpuProfileSummary } from './report/profile.ts';
import type { AlternativeName } from './targets/alternatives.ts';
import type { TargetName } from './targets/targets.ts';

/** One thing that is measured, on several programs in turn. */
export interface Row {
  readonly id: string;
  readonly title: string;
  /** What is done, in a sentence or two. */
  readonly method: string;
  /** What each measurement tells; the first one is the row's main figure. */
  readonly columns: readonly Column[];
  readonly targets: readonly TargetName[];
  /** Why one of the alternatives is not among them, by name. Default: all are, or nobody expects it. */
  readonly leftOut?: Readonly<Partial<Record<AlternativeName, string>>> | undefined;
  readonly budgets?: readonly Budget[];
  /** At most that many rounds. Default: as many as asked for. */
  readonly maxRounds?: number;
  /** Whether its load runs on programs that the bench has started. Default: true. */
  readonly isProfilable?: boolean;
  /** Programs that the short mode measures. Default: it leaves the row out. */
  readonly short?: readonly TargetName[];
  /** Runs once for each target before the first round. Default: nothing to do. */
  warmUp?(target: TargetName, bench: Bench): Promise<void>;
  measure(target: TargetName, bench: Bench): Promise<Figures>;
}

export interface Column {
  readonly key: string;
  /** With its unit. */
  readonly title: string;
  /** Behind the point. Default: 0. */
  readonly digits?: number;
  /** Default: the figure stands for itself. */
  readonly compare?: Comparison;
}

/** A figure seen beside another program's of the same round. */
export interface Comparison {
  readonly with: TargetName;
  readonly as: 'ratio' | 'difference';
}

/** What docs promise: the median of a target's figure, or of its comparison, is no more than this. */
export interface Budget {
  readonly target: TargetName;
  readonly column: string;
  readonly compare?: Comparison;
  readonly atMost: number;
  /** Column that says of how many things this was measured, for the verdict. Default: it says nothing. */
  readonly over?: string;
}

export type Figures = Readonly<Record<string, number>>;

export interface TargetResult {
  readonly target: TargetName;
  readonly rounds: readonly Figures[];
  /** Why there are no further rounds. Default: there are all. */
  readonly failure?: string | undefined;
}

/** A row without its functions, as it stands in the JSON file. */
export interface RowResult
  extends Pick<Row, 'id' | 'title' | 'method' | 'columns' | 'budgets' | 'leftOut'> {
  readonly results: readonly TargetResult[];
  /** Where the time of some programs goes. Default: nobody has looked. */
  readonly profiles?: readonly CpuProfileSummary[];
}
