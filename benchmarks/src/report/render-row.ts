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
  const leftOut = renderLeftOut(row);
  const verdicts = judge(row).map((verdict) => `- ${renderVerdict(row, verdict)}`);
  const lists = [verdicts, [...failures, ...leftOut]]
    .filter((list) => list.length > 0)
    .map((list) => list.join('\n'));
  return [`### ${row.title}`, row.method, table, ...lists].join('\n\n');
}

/** Those that share a reason share a line. */
function renderLeftOut({ leftOut = {} }: RowResult): string[] {
  const byReason = Object.groupBy(Object.entries(leftOut), ([, why]) => why);
  return Object.entries(byReason).map(([why, entries = []]) => {
    const names = entries.map(([name]) => name);
    return `- ${names.join(', ')}: left out, ${why}`;
  });
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

/** `node, CPU µs a request × floor: 1.91 of at most 1.3, **missed**` */
export function renderVerdict({ columns }: RowResult, verdict: Verdict): string {
  const { target, column, compare, atMost, value, isMet, over, count } = verdict;
  const titleOf = (wanted: string) => columns.find(({ key }) => key === wanted)?.title ?? wanted;
  const title = titleOf(column);
  const figure = compare ? `${title} ${nameOf(compare)}` : title;
  const limit = Number(atMost.toFixed(digitsFor(atMost)));
  const of = over === undefined || count === undefined ? '' : `, of ${count} ${titleOf(over)}`;
  return `${target}, ${figure}: ${round(value, digitsFor(atMost))} of at most ${limit}${of}, ${isMet ? 'kept' : '**missed**'}`;
}

/** Limits below 1 want a digit more, or 0.168 of at most 1/6 would look kept. */
function digitsFor(atMost: number): number {
  return atMost > 0 && atMost < 1 ? 3 : 2;
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
