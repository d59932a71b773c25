// `npm test`: every check of the repository, one after the other, also when one fails.
// With arguments (`npm test -- --project core`) only the tests run, and vitest gets the arguments.
// The last line is `N passed, N failed`: the tests, and each other check as one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countResults } from './lib/count-results.mjs';
import { runStep } from './lib/run-step.mjs';

// The scripts of package.json, by name.
const checks = [
  { script: 'lint', what: 'lint, format, boundaries', args: plainOutput() },
  { script: 'typecheck', what: 'sources and tests' },
  { script: 'build', what: 'every package' },
  { script: 'unused', what: 'files, exports, dependencies', needs: 'build' },
  { script: 'check-packages', what: 'the tarballs, as a user gets them', needs: 'build' },
];

const vitestArgs = process.argv.slice(2);
const results = vitestArgs.length > 0 ? [] : await runChecks();
const totals = [...results, await runTests()].reduce((sum, one) => ({
  passed: sum.passed + one.passed,
  failed: sum.failed + one.failed,
}));

console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function runChecks() {
  const failed = new Set();
  for (const check of checks) {
    const ok = failed.has(check.needs) ? skip(check) : await runCheck(check);
    if (!ok) failed.add(check.script);
  }
  return [{ passed: checks.length - failed.size, failed: failed.size }];
}

async function runCheck({ script, what, args = [] }) {
  return (await runStep({ name: script, what, command: ['pnpm', 'run', script, ...args] })) === 0;
}

function skip({ script, needs }) {
  console.log(`\n✗ ${script}: not run, because ${needs} failed`);
  return false;
}

/** `biome ci` colours pipes and files too, and knows no environment variable against it. */
function plainOutput() {
  return process.stdout.isTTY ? [] : ['--colors=off'];
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'gw-test-'));
  const reportFile = join(folder, 'report.json');
  try {
    const exitCode = await runStep({
      name: 'tests',
      what: 'vitest, from source',
      // biome-ignore format: one option a line says more
      command: [
        'vitest', 'run', ...vitestArgs,
        '--reporter=default',
        '--reporter=json', `--outputFile.json=${reportFile}`,
      ],
    });
    return countResults(readReport(reportFile), exitCode);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
