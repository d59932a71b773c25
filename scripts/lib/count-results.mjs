/**
 * What vitest's JSON report comes to: `{ passed, failed }`.
 *
 * A file that fails outside its tests (it cannot be imported, a `beforeAll` throws) leaves
 * `numFailedTests` at 0, so each such file counts as one failure. No report at all, or an exit
 * code that nothing in the report explains (an unhandled rejection), is one failure too.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, testResults: { status: string, assertionResults: { status: string }[] }[] } | undefined} report
 * @param {number} exitCode
 */
export function countResults(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1 };
  const brokenFiles = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return { passed: report.numPassedTests, failed: exitCode === 0 ? failed : Math.max(failed, 1) };
}
