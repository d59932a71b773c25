import { type Address, type Client, createClient } from './load/ask.ts';
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
  /** Ends one that was kept, if it was. */
  drop(name: TargetName): Promise<void>;
  /** Ends the programs that were kept. */
  stopTargets(): Promise<void>;
  stop(): Promise<void>;
}

export async function openBench(sizes: Sizes): Promise<Bench> {
  const upstream = await startUpstream();
  const kept = new Map<TargetName, Promise<Station>>();
  const open = async (name: TargetName): Promise<Station> => {
    const target = await startOrDirect(name, upstream.url);
    return { target, client: createClient(target) };
  };
  const drop = async (name: TargetName) => {
    // One that could not be started is gone already.
    const station = await kept.get(name)?.catch(() => undefined);
    kept.delete(name);
    if (station) await close(station);
  };
  const stopTargets = async () => void (await Promise.all(Array.from(kept.keys(), drop)));
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
    drop,
    stopTargets,
    async stop() {
      await stopTargets();
      upstream.stop();
    },
  };
}

function startOrDirect(name: TargetName, upstreamUrl: string) {
  if (name === 'direct') return directTo(new URL(upstreamUrl).origin);
  return startTarget((place) => launchOf(name, place), upstreamUrl);
}

/** The client's own process stands in: nothing is between it and the upstream. */
function directTo(origin: string): RunningTarget {
  const address: Address = { origin, headers: {} };
  const heapUsed = () => Promise.resolve(process.memoryUsage().heapUsed);
  return {
    ...address,
    pid: process.pid,
    heapUsed,
    startProfile: () => undefined,
    stop: () => Promise.resolve(),
  };
}

async function close({ client, target }: Station): Promise<void> {
  await client.close();
  await target.stop();
}
