import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { hasProcessFigures } from './process-figures.ts';
import type { Report } from './report/report.ts';

const run = promisify(execFile);

it.skipIf(!hasProcessFigures())(
  'the short mode measures requests, streams and waiting, and prints ratios',
  // Against what hangs: it takes a quarter of a minute, on a machine with much else to do several times that.
  { timeout: 300_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gw-bench-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const json = join(folder, 'results.json');
    const { stdout } = await run(process.execPath, [
      '--conditions=@gw/source',
      '--no-warnings',
      join(import.meta.dirname, 'main.ts'),
      '--short',
      '--rounds=1',
      `--json=${json}`,
      '--target=node',
      ...['chat-1k', 'responses-converted', 'first-token', 'abort'].map((id) => `--only=${id}`),
    ]);
    // For whoever reads what the checks print: these figures fail nothing.
    console.log(stdout);
    expect(stdout).toContain('× floor');
    const report = JSON.parse(readFileSync(json, 'utf8')) as Report;
    const measured = report.rows.map(({ id, results }) => [
      id,
      ...results.map((one) => one.target),
    ]);
    expect(measured).toEqual([
      ['chat-1k', 'floor', 'node'],
      ['responses-converted', 'pipe', 'node'],
      ['first-token', 'direct', 'node'],
      ['abort', 'node'],
    ]);
    const failures = report.rows.flatMap(({ results }) => results.filter(({ failure }) => failure));
    expect(failures).toEqual([]);
    for (const { id, columns, results } of report.rows) {
      const [main] = columns;
      const figures = results.map(({ rounds }) => rounds[0]?.[main?.key ?? '']);
      expect(figures.every(Number.isFinite), `${id}: ${figures.join(', ')}`).toBe(true);
    }
  },
);
