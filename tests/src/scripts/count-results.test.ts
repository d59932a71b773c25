import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countResults } from '../../../scripts/lib/count-results.mjs';

const vitest = fileURLToPath(new URL('../../../node_modules/vitest/vitest.mjs', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gw-count-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs vitest over the files and counts what it reports. */
function countFor(files: Record<string, string>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const reportFile = join(folder, 'report.json');
  const args = [vitest, 'run', '--root', folder, '--globals', '--reporter=json'];
  const { status } = spawnSync(process.execPath, [...args, `--outputFile.json=${reportFile}`]);
  return countResults(JSON.parse(readFileSync(reportFile, 'utf8')), status ?? 1);
}

test('counts each test, and a file that cannot be imported as one failure', () => {
  const counts = countFor({
    'good.test.js': 'test("one", () => {}); test("two", () => {});',
    'bad.test.js': 'test("three", () => { throw new Error("no"); }); test("four", () => {});',
    'broken.test.js': 'import "./not-there.js"; test("five", () => {});',
  });
  expect(counts).toEqual({ passed: 3, failed: 2 });
});

test('counts a failing beforeAll once', () => {
  const counts = countFor({
    'hook.test.js': 'beforeAll(() => { throw new Error("no"); }); test("one", () => {});',
  });
  expect(counts).toEqual({ passed: 0, failed: 1 });
});

test('counts an unhandled rejection, which fails the run but no test', () => {
  const counts = countFor({
    'late.test.js': 'test("one", () => { Promise.reject(new Error("nobody looks")); });',
  });
  expect(counts).toEqual({ passed: 1, failed: 1 });
});

test('counts a run without a report as one failure', () => {
  expect(countResults(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});
