import type { Column, RowResult } from '../row.ts';
import { type AlternativeName, alternatives } from '../targets/alternatives.ts';
import { renderVerdict } from './render-row.ts';
import type { Report } from './report.ts';
import { judge, summarise } from './summarise.ts';
import { renderTable } from './table.ts';

/** The run in short: what became of the budgets, and how ours stands beside the alternatives. */
export function renderSummary({ rows }: Report): string {
  const sections = [renderBudgets(rows), renderAlternatives(rows)].filter((text) => text !== '');
  return ['### In short', ...sections].join('\n\n');
}

function renderBudgets(rows: readonly RowResult[]): string {
  const verdicts = rows.flatMap((row) =>
    judge(row).map((verdict) => ({
      isMet: verdict.isMet,
      text: `- ${row.title}: ${renderVerdict(row, verdict)}`,
    })),
  );
  const total = rows.flatMap(({ budgets = [] }) => budgets).length;
  const kept = verdicts.filter(({ isMet }) => isMet).map(({ text }) => text);
  const missed = verdicts.filter(({ isMet }) => !isMet).map(({ text }) => text);
  const counts = [
    `${kept.length} kept`,
    `${missed.length} missed`,
    `${total - verdicts.length} not measured`,
  ].join(', ');
  return [`Budgets: ${counts}.`, [...missed, ...kept].join('\n')]
    .filter((text) => text !== '')
    .join('\n\n');
}

/** Each row's main figure of ours and of the others, where both were measured; less is better in all. */
function renderAlternatives(rows: readonly RowResult[]): string {
  const names = (Object.keys(alternatives) as AlternativeName[]).filter((name) =>
    rows.some(({ results }) => results.some((one) => one.target === name && one.rounds.length > 0)),
  );
  const lines = rows.flatMap((row) => {
    const [column] = row.columns;
    const cells = column ? names.map((name) => renderBeside(row, column, name)) : [];
    if (!column || cells.every((cell) => cell === none)) return [];
    return [[`${row.title}: ${column.title}`, renderMiddle(row, column, 'node'), ...cells]];
  });
  if (lines.length === 0) return '';
  const text =
    'Beside the alternatives, medians; in brackets how many times ours that is. Less is better; **bold** where theirs is.';
  return `${text}\n\n${renderTable(['', 'node', ...names], lines)}`;
}

const none = '–';

function renderBeside(row: RowResult, column: Column, name: AlternativeName): string {
  const [ours, theirs] = [middleOf(row, column, 'node'), middleOf(row, column, name)];
  if (Number.isNaN(ours) || Number.isNaN(theirs)) return none;
  const figure = theirs.toFixed(column.digits ?? 0);
  const cell = ours > 0 ? `${figure} (${(theirs / ours).toFixed(2)} ×)` : figure;
  return theirs < ours ? `**${cell}**` : cell;
}

function renderMiddle(row: RowResult, column: Column, name: 'node'): string {
  return middleOf(row, column, name).toFixed(column.digits ?? 0);
}

function middleOf(row: RowResult, column: Column, name: 'node' | AlternativeName): number {
  return summarise(row, name, column)?.own.median ?? Number.NaN;
}
