import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Bench, Station } from './bench.ts';
import type { CpuProfile } from './report/profile.ts';
import { benchmarks } from './root.ts';
import type { Row } from './row.ts';
import type { TargetName } from './targets/targets.ts';

/** Where the last profile is found; any tool that knows V8's opens it. */
const file = join(benchmarks, '.profiles/last.cpuprofile');

/** So much longer than a round: a profile is made of samples, and opening and leaving are in it. */
const lengthen = 5;

/**
 * Lets a program note where its time goes while a row loads it, once it is warm.
 * @returns nothing where the row has asked no program that Node runs.
 */
export async function profileRow(
  row: Row,
  name: TargetName,
  bench: Bench,
): Promise<CpuProfile | undefined> {
  rmSync(file, { force: true });
  mkdirSync(dirname(file), { recursive: true });
  await bench.drop(name);
  await row.warmUp?.(name, bench);
  await row.measure(name, withProfile(bench));
  // A program writes its profile when it ends.
  await bench.drop(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CpuProfile) : undefined;
}

/** The same, but each program is watched from when it is first asked for. */
function withProfile(bench: Bench): Bench {
  const watched = new Set<Station>();
  const watch = (station: Station) => {
    if (!watched.has(station)) station.target.startProfile(file);
    watched.add(station);
    return station;
  };
  return {
    ...bench,
    sizes: { ...bench.sizes, windowMs: lengthen * bench.sizes.windowMs },
    at: async (name) => watch(await bench.at(name)),
    fresh: (name, work) => bench.fresh(name, (station) => work(watch(station))),
  };
}
