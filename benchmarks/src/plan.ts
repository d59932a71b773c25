import type { Row } from './row.ts';
import { rows } from './rows/index.ts';
import type { TargetName } from './targets/targets.ts';

/** A row with the programs that it is measured on. */
export interface Planned {
  readonly row: Row;
  readonly targets: readonly TargetName[];
}

/** What a run is asked for. */
export interface Wish {
  readonly isShort: boolean;
  /** Ids of rows. Empty: all that the mode has. */
  readonly only: readonly string[];
  /** Names of programs. Empty: those of the row, in the short mode fewer. */
  readonly targets: readonly string[];
  /** Program whose profile is wanted. Default: none. */
  readonly profile: string | undefined;
}

/**
 * Which rows are measured on which programs, each with those that it is compared with. Rows that have
 * none of the programs asked for are left out.
 * @throws {Error} for a row that was named and would measure nothing that was asked for.
 */
export function createPlan(wish: Wish): readonly Planned[] {
  const { only, targets, profile } = wish;
  const wanted = profile && targets.length > 0 ? [...targets, profile] : targets;
  const selected = selectRows(wish);
  const isMeasured = (row: Row) =>
    wanted.length === 0 || row.targets.some((name) => wanted.includes(name));
  for (const row of selected) {
    if (only.length > 0 && !isMeasured(row)) throw nothingOf(row, wanted);
  }
  const plan = selected
    .filter(isMeasured)
    .map((row) => ({ row, targets: selectTargets(row, wanted, wish.isShort) }));
  if (profile) checkProfile(plan, profile, only);
  return plan;
}

function selectRows({ only, isShort }: Wish): readonly Row[] {
  if (only.length > 0) return rows.filter(({ id }) => only.includes(id));
  return isShort ? rows.filter(({ short }) => short) : rows;
}

/** With those that they are compared with, in a column or by a budget. */
function selectTargets(
  row: Row,
  wanted: readonly string[],
  isShort: boolean,
): readonly TargetName[] {
  if (wanted.length === 0) return (isShort && row.short) || row.targets;
  const compared = row.columns.map(({ compare }) => compare?.with);
  return row.targets.filter((name) => wanted.includes(name) || compared.includes(name));
}

function nothingOf(row: Row, wanted: readonly string[]): Error {
  return new Error(
    `Row "${row.id}" is not measured on "${wanted.join('", "')}"; it is on ${row.targets.join(', ')}.`,
  );
}

function checkProfile(plan: readonly Planned[], profile: string, only: readonly string[]): void {
  const without = plan.filter(({ row, targets }) => {
    return row.isProfilable === false || !targets.some((name) => name === profile);
  });
  const missing = only.length > 0 ? without : plan.length === without.length ? without : [];
  if (missing.length === 0) return;
  const ids = missing.map(({ row }) => row.id).join('", "');
  throw new Error(`No profile of "${profile}" comes from row "${ids}", which does not load it.`);
}
