import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Bench, openBench, profileFile } from './bench.ts';
import { help, type Options, readOptions } from './options.ts';
import { hasProcessFigures } from './process-figures.ts';
import { describeMachine } from './report/machine.ts';
import { type CpuProfile, functionOf, partOf, renderProfile, topOf } from './report/profile.ts';
import { renderRow } from './report/render-row.ts';
import { type Report, renderHead } from './report/report.ts';
import { writeDocs } from './report/write-docs.ts';
import type { Row, RowResult } from './row.ts';
import { rows } from './rows/index.ts';
import { runRow } from './run-row.ts';
import { fullSizes, shortSizes } from './sizes.ts';
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
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 1)}\n`);
  if (options.docs) writeDocs(report);
  return 0;
}

function tryReadOptions(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    return undefined;
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
  const bench = await openBench({ sizes, profiled: options.profile });
  const head = {
    date: new Date().toISOString(),
    mode: options.isShort ? ('short' as const) : ('full' as const),
    rounds,
    machine: describeMachine(),
  };
  console.log(renderHead({ ...head, rows: [] }));
  const results: RowResult[] = [];
  try {
    for (const row of selectRows(options)) {
      const result = await runOne(row, bench, options, rounds);
      results.push(result);
      console.log(`\n${renderRow(result)}`);
      if (options.profile) await showProfile(bench);
    }
  } finally {
    await bench.stop();
  }
  return { ...head, rows: results };
}

function selectRows({ only, isShort }: Options): readonly Row[] {
  if (only.length > 0) return rows.filter(({ id }) => only.includes(id));
  return isShort ? rows.filter(({ short }) => short) : rows;
}

function runOne(row: Row, bench: Bench, options: Options, rounds: number): Promise<RowResult> {
  rmSync(profileFile, { force: true });
  mkdirSync(dirname(profileFile), { recursive: true });
  return runRow(row, bench, { targets: selectTargets(row, options), rounds });
}

/** With those that they are compared with. */
function selectTargets(row: Row, { targets, isShort }: Options): readonly TargetName[] {
  if (targets.length === 0) return (isShort && row.short) || row.targets;
  const compared = row.columns.map(({ compare }) => compare?.with);
  return row.targets.filter((name) => targets.includes(name) || compared.includes(name));
}

/** A program writes its profile when it ends. */
async function showProfile(bench: Bench): Promise<void> {
  await bench.stopTargets();
  if (!existsSync(profileFile)) return;
  const profile = JSON.parse(readFileSync(profileFile, 'utf8')) as CpuProfile;
  for (const nameOf of [partOf, functionOf]) {
    console.log(`\n${renderProfile(topOf(profile, nameOf, 25))}`);
  }
}
