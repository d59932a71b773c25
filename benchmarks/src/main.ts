import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Bench, openBench } from './bench.ts';
import { help, type Options, readOptions } from './options.ts';
import type { Planned } from './plan.ts';
import { hasProcessFigures } from './process-figures.ts';
import { profileRow } from './profile-row.ts';
import { describeMachine } from './report/machine.ts';
import { type CpuProfileSummary, summariseProfile } from './report/profile.ts';
import { renderRow } from './report/render-row.ts';
import { type Report, renderHead, renderProfiles } from './report/report.ts';
import { type Missed, missedCpu } from './report/summarise.ts';
import { renderSummary } from './report/summary.ts';
import { writeDocs } from './report/write-docs.ts';
import type { RowResult } from './row.ts';
import { runRow } from './run-row.ts';
import { fullSizes, shortSizes } from './sizes.ts';
import { median } from './statistics.ts';
import { installAlternative } from './targets/install-alternative.ts';
import type { TargetName } from './targets/targets.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const options = tryReadOptions();
  if (options === undefined) return 2;
  if (options.help) {
    console.log(help);
    return 0;
  }
  if (options.install.length > 0) return install(options);
  if (!hasProcessFigures()) {
    console.error('CPU time and memory of other processes are read from /proc, which is not here.');
    return 1;
  }
  const report = await run(options);
  console.log(`\n${renderSummary(report)}`);
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  if (options.docs) writeDocs(report);
  return 0;
}

function tryReadOptions(): Options | undefined {
  try {
    const options = readOptions(process.argv.slice(2));
    if (options.json) checkWritable(options.json);
    return options;
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
  }
}

/** Now, not at the end of a long run. @throws {Error} when the file cannot be written. */
function checkWritable(file: string): void {
  try {
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new Error(`--json: ${(error as Error).message}`);
  }
}

function install(options: Options): number {
  const problems = options.install.map(installAlternative).filter((text) => text !== undefined);
  for (const problem of problems) console.error(problem);
  return problems.length === 0 ? 0 : 1;
}

async function run(options: Options): Promise<Report> {
  const sizes = options.isShort ? shortSizes : fullSizes;
  const { rounds = sizes.rounds } = options;
  // Before anything of ours runs.
  const machine = await describeMachine();
  const bench = await openBench(sizes);
  stopOnSignals(bench);
  const head = {
    date: new Date().toISOString(),
    mode: options.isShort ? ('short' as const) : ('full' as const),
    rounds,
    machine,
  };
  console.log(renderHead({ ...head, rows: [] }));
  const rows: RowResult[] = [];
  try {
    for (const planned of options.plan) {
      const result = await runOne(planned, bench, options, rounds);
      rows.push(result);
      console.log(`\n${renderRow(result)}`);
      const profiles = renderProfiles(result);
      if (profiles) console.log(`\n${profiles}`);
    }
  } finally {
    await bench.stop();
  }
  return { ...head, rows };
}

/** Programs that are not Node's do not notice by themselves that we are gone. */
function stopOnSignals(bench: Bench): void {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(signal, () => void bench.stop().finally(() => process.exit(128 + number)));
  }
}

/** Each row begins with new programs: what one has left in their memory is not the next one's. */
async function runOne(
  { row, targets }: Planned,
  bench: Bench,
  options: Options,
  rounds: number,
): Promise<RowResult> {
  const result = await runRow(row, bench, { targets, rounds });
  const profiles: CpuProfileSummary[] = [];
  for (const one of profiledOf(result, options)) {
    const profile = await profileRow(row, one.target, bench);
    const micros = cpuOf(result, one.target);
    if (profile) profiles.push(summariseProfile(profile, { ...one, micros }));
  }
  await bench.stopTargets();
  return profiles.length > 0 ? { ...result, profiles } : result;
}

/** The one asked for; for the document, whatever missed a CPU budget, and what it is compared with. */
function profiledOf(result: RowResult, { profile, docs }: Options): readonly Missed[] {
  if (!docs) {
    const isThere = result.results.some(({ target }) => target === profile);
    return profile && isThere ? [{ target: profile }] : [];
  }
  const missed = missedCpu(result);
  const names = missed.map(({ target }) => target);
  const others = new Set(missed.flatMap(({ beside }) => beside ?? []));
  const further = [...others].filter((target) => !names.includes(target));
  return [...missed, ...further.map((target) => ({ target }))];
}

function cpuOf({ results }: RowResult, name: TargetName): number {
  const rounds = results.find(({ target }) => target === name)?.rounds ?? [];
  return median(rounds.map(({ cpu = Number.NaN }) => cpu));
}
