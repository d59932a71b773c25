import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../root.ts';
import type { RowResult } from '../row.ts';
import { type Bar, renderBarChart } from './bar-chart.ts';
import { renderRow } from './render-row.ts';
import { type Report, renderHead } from './report.ts';
import { summarise } from './summarise.ts';

const document = join(root, 'docs/benchmarks.md');
const folder = join(root, 'docs/benchmarks');
const begin = '<!-- results: written by npm run bench -- --docs -->';
const end = '<!-- end of results -->';

/** Puts a run into docs/benchmarks.md: its tables, a chart of each row's main figure, and the JSON. */
export function writeDocs(report: Report): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(report, null, 1)}\n`);
  const sections = report.rows.map((row) => {
    const chart = renderChart(row);
    if (chart === undefined) return renderRow(row);
    writeFileSync(join(folder, `${row.id}.svg`), chart);
    return `${renderRow(row)}\n\n![${row.title}](benchmarks/${row.id}.svg)`;
  });
  const results = [begin, renderHead(report), ...sections, end].join('\n\n');
  writeFileSync(document, replaceResults(readFileSync(document, 'utf8'), results));
}

/** @throws {Error} when the document has lost the place for them. */
export function replaceResults(text: string, results: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md lacks "${begin}" or "${end}".`);
  return text.slice(0, from) + results + text.slice(to + end.length);
}

const ours = new Set(['node', 'hooks', 'express', 'hono', 'standalone', 'standalone-2']);

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
