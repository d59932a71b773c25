import { get } from './ask.ts';
import { checkState } from './check/check-state.ts';
import type { Findings } from './check/findings.ts';
import { createGatewayProcess } from './gateway-process.ts';
import { killAgainAndAgain } from './kill-again-and-again.ts';
import { createLedger } from './ledger.ts';
import { startLoad } from './load.ts';
import { openStore } from './open-store.ts';
import { createRandom } from './random.ts';
import { waitForQuiet } from './wait-for-quiet.ts';

export interface KillTest {
  readonly kind: 'postgres' | 'sqlite';
  readonly where: string;
  readonly processes: number;
  readonly kills: number;
  /** The longest that a process lives behind its start, in ms. */
  readonly longest: number;
  readonly seed: number;
}

export interface KillReport extends Findings {
  /** Replies that no rule allows. */
  readonly unexpected: readonly string[];
  /** Responses that had not ended when the patience was over. */
  readonly running: number;
}

const tenants = ['ada', 'bob'];
const conversationsEach = 5;
/** A lease, a heartbeat of the queue, a few tries, and some air. */
const patienceMs = 60_000;

/** Kills gateways under load, again and again, and looks at what they left once the rest has ended. */
export async function runKillTest(options: KillTest): Promise<KillReport> {
  const { kind, where, processes, kills, longest, seed } = options;
  const random = createRandom(seed);
  const ledger = createLedger();
  const gateways = Array.from({ length: processes }, () => createGatewayProcess(kind, where));
  const urls = () => gateways.flatMap(({ url }) => url ?? []);
  const store = openStore(kind, where);
  try {
    await Promise.all(gateways.map((gateway) => gateway.start()));
    const [url = ''] = urls();
    const conversations = await createConversations(url);
    const stopLoad = startLoad({ urls, random, ledger, conversations, clients: 10 });
    const startedAt = performance.now();
    await killAgainAndAgain({ gateways, random, count: kills, longest });
    const killedAt = performance.now();
    await stopLoad();
    await store.start();
    const running = await waitForQuiet(store, patienceMs);
    const quietAt = performance.now();
    const calls = countCalls(gateways.flatMap(({ asked }) => asked));
    const checked = { url: urls()[0] ?? '', store, ledger, conversations, calls };
    const findings = await checkState(checked);
    const seconds = (from: number, to: number) => Math.round((to - from) / 100) / 10;
    Object.assign(findings.counts, {
      given: ledger.given.length,
      lost: ledger.lost,
      locked: ledger.locked,
      'seconds of kills': seconds(startedAt, killedAt),
      'seconds until quiet': seconds(killedAt, quietAt),
      'seconds of checks': seconds(quietAt, performance.now()),
    });
    return { ...findings, unexpected: ledger.unexpected, running };
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.kill()));
    await store.close();
  }
}

async function createConversations(url: string): Promise<Record<string, string[]>> {
  const made: Record<string, string[]> = {};
  for (const tenant of tenants) {
    made[tenant] = [];
    for (let n = 0; n < conversationsEach; n += 1) {
      const { id } = await get(`${url}/v1/conversations`, { tenant, body: {} });
      made[tenant].push(id);
    }
  }
  return made;
}

function countCalls(numbers: readonly number[]): ReadonlyMap<number, number> {
  const calls = new Map<number, number>();
  for (const number of numbers) calls.set(number, (calls.get(number) ?? 0) + 1);
  return calls;
}
