import type { Column, Comparison, RowResult, TargetResult } from '../row.ts';
import { judge, type Summary, summarise, type Verdict } from './summarise.ts';
import { renderTable } from './table.ts';

/** A row as Markdown that reads well in a terminal too. */
export function renderRow(row: RowResult): string {
  const head = ['', ...row.columns.flatMap(titlesOf)];
  const table = renderTable(
    head,
    row.results.filter(hasFigures).map((result) => cellsOf(row, result)),
  );
  const failures = row.results.flatMap(({ target, failure }) =>
    failure === undefined ? [] : [`- ${target}: ${firstLine(failure)}`],
  );
  const verdicts = judge(row).map((verdict) => renderVerdict(row, verdict));
  const lists = [verdicts, failures]
    .filter((list) => list.length > 0)
    .map((list) => list.join('\n'));
  return [`### ${row.title}`, row.method, table, ...lists].join('\n\n');
}

const hasFigures = ({ rounds }: TargetResult) => rounds.length > 0;

function titlesOf({ title, compare }: Column): string[] {
  return compare ? [title, nameOf(compare)] : [title];
}

/** `× floor`, `+ direct`. */
function nameOf({ as, with: other }: Comparison): string {
  return `${as === 'ratio' ? '×' : '+'} ${other}`;
}

function cellsOf(row: RowResult, { target }: TargetResult): string[] {
  const cells = row.columns.flatMap((column) => {
    const summary = summarise(row, target, column);
    return column.compare
      ? [renderOwn(summary, column), renderCompared(summary, column, column.compare)]
      : [renderOwn(summary, column)];
  });
  return [target, ...cells];
}

/** `82.1 (80.0–84.9)`: the median of the rounds, the least and the most. */
function renderOwn(summary: Summary | undefined, { digits = 0 }: Column): string {
  if (!summary || Number.isNaN(summary.own.median)) return '–';
  const [middle, least, most] = [summary.own.median, summary.own.least, summary.own.most].map(
    (value) => value.toFixed(digits),
  );
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}

function renderCompared(
  summary: Summary | undefined,
  { digits = 0 }: Column,
  comparison: Comparison,
): string {
  if (summary?.compared === undefined) return '–';
  return summary.compared.toFixed(comparison.as === 'ratio' ? 2 : digits);
}

function renderVerdict({ columns }: RowResult, verdict: Verdict): string {
  const { target, column, compare, atMost, value, isMet } = verdict;
  const title = columns.find(({ key }) => key === column)?.title ?? column;
  const figure = compare ? `${title} ${nameOf(compare)}` : title;
  const limit = Number(atMost.toFixed(2));
  return `- ${target}, ${figure}: ${value.toFixed(2)} of at most ${limit}, ${isMet ? 'kept' : '**missed**'}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
