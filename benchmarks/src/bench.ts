import { join } from 'node:path';
import { type Address, type Client, createClient } from './load/ask.ts';
import { benchmarks } from './root.ts';
import type { Sizes } from './sizes.ts';
import { type RunningTarget, startTarget } from './targets/start-target.ts';
import { launchOf, type TargetName } from './targets/targets.ts';
import { startUpstream, type Upstream } from './upstream/start-upstream.ts';

/** A program under load, with the client that loads it. */
export interface Station {
  readonly target: RunningTarget;
  readonly client: Client;
}

/** What rows measure with: one upstream, and every program beside it. */
export interface Bench {
  readonly sizes: Sizes;
  readonly upstream: Upstream;
  /** The program, started when a row first asks for it, and kept for those that follow. */
  at(name: TargetName): Promise<Station>;
  /** Runs `work` on a program that nobody has asked before, and ends it. */
  fresh<T>(name: TargetName, work: (station: Station) => Promise<T>): Promise<T>;
  /** Ends the programs that were kept. */
  stopTargets(): Promise<void>;
  stop(): Promise<void>;
}

export interface BenchOptions {
  readonly sizes: Sizes;
  /** Of which program Node is to write profiles. Default: of none. */
  readonly profiled?: string | undefined;
}

/** Where the last profile is found; any tool that knows V8's opens it. */
export const profileFile = join(benchmarks, '.profiles/last.cpuprofile');

export async function openBench({ sizes, profiled }: BenchOptions): Promise<Bench> {
  const upstream = await startUpstream();
  const kept = new Map<TargetName, Promise<Station>>();
  const open = async (name: TargetName): Promise<Station> => {
    const target = await startOrDirect(name, upstream.url, profiled === name);
    return { target, client: createClient(target) };
  };
  const stopTargets = async () => {
    const stations = await Promise.allSettled(kept.values());
    kept.clear();
    await Promise.all(
      stations.map((one) => (one.status === 'fulfilled' ? close(one.value) : undefined)),
    );
  };
  return {
    sizes,
    upstream,
    at(name) {
      const station = kept.get(name) ?? open(name);
      kept.set(name, station);
      return station;
    },
    async fresh(name, work) {
      const station = await open(name);
      try {
        return await work(station);
      } finally {
        await close(station);
      }
    },
    stopTargets,
    async stop() {
      await stopTargets();
      upstream.stop();
    },
  };
}

function startOrDirect(name: TargetName, upstreamUrl: string, isProfiled: boolean) {
  if (name === 'direct') return directTo(new URL(upstreamUrl).origin);
  const options = { upstreamUrl, profileFile: isProfiled ? profileFile : undefined };
  return startTarget((place) => launchOf(name, place), options);
}

/** The client's own process stands in: nothing is between it and the upstream. */
function directTo(origin: string): RunningTarget {
  const address: Address = { origin, headers: {} };
  const heapUsed = () => Promise.resolve(process.memoryUsage().heapUsed);
  return { ...address, pid: process.pid, heapUsed, stop: () => Promise.resolve() };
}

async function close({ client, target }: Station): Promise<void> {
  await client.close();
  await target.stop();
}
