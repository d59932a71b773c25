import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { RowResult } from '../row.ts';
import { type Bar, renderBarChart } from './bar-chart.ts';
import { renderRow } from './render-row.ts';
import { type Report, renderHead, renderProfiles } from './report.ts';
import { summarise } from './summarise.ts';
import { renderSummary } from './summary.ts';

const document = join(root, 'docs/benchmarks.md');
const folder = join(root, 'docs/benchmarks');

/** Places of the document that a run fills. */
export type Place = 'summary' | 'results' | 'profiles';

/** Puts a whole run into docs/benchmarks.md: its tables, a chart of each row's main figure, and the JSON. */
export function writeDocs(report: Report): void {
  mkdirSync(folder, { recursive: true });
  removeCharts();
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(report, null, 1)}\n`);
  const sections = report.rows.map((row) => {
    const chart = renderChart(row);
    if (chart === undefined) return renderRow(row);
    writeFileSync(join(folder, `${row.id}.svg`), chart);
    return `${renderRow(row)}\n\n![${row.title}](benchmarks/${row.id}.svg)`;
  });
  const profiles = report.rows.map(renderProfiles).filter((text) => text !== undefined);
  const filled = Object.entries({
    summary: [renderHead(report), renderSummary(report)],
    results: sections,
    profiles: profiles.length > 0 ? profiles : ['Every CPU budget was kept.'],
  }).reduce(
    (text, [place, parts]) => fillPlace(text, place as Place, parts.join('\n\n')),
    readFileSync(document, 'utf8'),
  );
  writeFileSync(document, filled);
}

/** Those of rows that are no more would stay. */
function removeCharts(): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.svg')) rmSync(join(folder, name));
}

/** @throws {Error} when the document has lost the place. */
export function fillPlace(text: string, place: Place, content: string): string {
  const begin = `<!-- ${place}: written by npm run bench -- --docs -->`;
  const end = `<!-- end of ${place} -->`;
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks "${begin}" or "${end}".`);
  return `${text.slice(0, from)}${begin}\n\n${content}\n\n${text.slice(to)}`;
}

const ours = new Set([
  'node',
  'hooks',
  'express',
  'hono',
  'standalone',
  'standalone-sqlite',
  'standalone-native',
  'standalone-native-sqlite',
  'standalone-2',
]);

/** @returns nothing where there is nothing to set beside each other. */
export function renderChart(row: RowResult): string | undefined {
  const [column] = row.columns;
  if (column === undefined) return undefined;
  const bars = row.results.flatMap(({ target }): Bar[] => {
    const middle = summarise(row, target, column)?.own.median;
    if (middle === undefined || !(middle >= 0)) return [];
    const label = middle.toFixed(column.digits ?? 0);
    return [{ name: target, value: middle, label, isOurs: ours.has(target) }];
  });
  if (bars.length < 2 || bars.every(({ value }) => value === 0)) return undefined;
  return renderBarChart(`${row.title}: ${column.title}`, bars);
}
