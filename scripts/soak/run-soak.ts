import { createGateway, type ModelGateway } from '../../packages/core/src/index.ts';
import { createState } from '../../packages/state/src/index.ts';
import { measureHeap, percentile } from './figures.ts';
import { plainModel } from './plain-model.ts';
import type { SoakPlace } from './soak-place.ts';

/** What was measured behind a tenth of the responses. */
export interface SoakStep {
  /** How many there are by now. */
  readonly responses: number;
  readonly perSecond: number;
  /** After collection, in bytes. */
  readonly heap: number;
  /** In bytes. */
  readonly disk: number;
  /** Of the GETs in this step, in ms. */
  readonly p50: number;
  readonly p99: number;
}

export interface SoakOptions {
  readonly place: SoakPlace;
  readonly count: number;
  /** How many clients ask at a time. */
  readonly clients: number;
  onStep(step: SoakStep): void;
}

const steps = 10;
/** One in so many goes on from one before it. */
const continuedEvery = 10;
/** One in so many is read again, any of those that are remembered. */
const readEvery = 20;
const remembered = 1_000;
/** Before anything is measured: what is remembered grows no more. */
const warmUp = remembered;

/** Makes responses, every other one as a stream, and looks at what they leave in memory and on disk. */
export async function runSoak({ place, count, clients, onStep }: SoakOptions): Promise<void> {
  const gateway = createGateway({
    providers: [plainModel()],
    use: [createState({ store: place.store })],
  });
  await gateway.start();
  try {
    const soaker = createSoaker(gateway, clients);
    await soaker.make(warmUp);
    for (let step = 1; step <= steps; step++) {
      const share = Math.round((count * step) / steps) - Math.round((count * (step - 1)) / steps);
      const startedAt = performance.now();
      const readMs = await soaker.make(share);
      const perSecond = (share / (performance.now() - startedAt)) * 1_000;
      onStep({
        responses: soaker.made() - warmUp,
        perSecond,
        heap: await measureHeap(),
        disk: await place.sizeOnDisk(),
        p50: percentile(readMs, 0.5),
        p99: percentile(readMs, 0.99),
      });
    }
  } finally {
    await gateway.close();
  }
}

/** Clients, and what they remember. */
function createSoaker(gateway: ModelGateway, clients: number) {
  const ids: string[] = [];
  let made = 0;

  async function makeOne(readMs: number[]): Promise<void> {
    const number = made++;
    const previous = number % continuedEvery === 0 ? anyOf(ids) : undefined;
    const body = {
      model: 'm',
      input: `Question ${number}: what do you say?`,
      stream: number % 2 === 0,
      ...(previous !== undefined && { previous_response_id: previous }),
    };
    const text = await ask(gateway, '/v1/responses', body);
    const id = /"id":"(resp_[0-9a-f]+)"/.exec(text)?.[1];
    if (id === undefined) throw new Error(`No id in ${text}`);
    ids[number % remembered] = id;
    if (number % readEvery === 0) readMs.push(await timeRead(gateway, anyOf(ids) ?? id));
  }

  return {
    made: () => made,
    /** @returns how long each reading took, in ms. */
    async make(count: number): Promise<number[]> {
      const readMs: number[] = [];
      const end = made + count;
      const client = async () => {
        while (made < end) await makeOne(readMs);
      };
      await Promise.all(Array.from({ length: clients }, client));
      return readMs;
    },
  };
}

function anyOf(ids: readonly string[]): string | undefined {
  return ids[Math.floor(Math.random() * ids.length)];
}

async function timeRead(gateway: ModelGateway, id: string): Promise<number> {
  const startedAt = performance.now();
  await ask(gateway, `/v1/responses/${id}`);
  return performance.now() - startedAt;
}

/** @throws {Error} for a reply that is none. */
async function ask(gateway: ModelGateway, path: string, body?: object): Promise<string> {
  const init = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const reply = await gateway.fetch(new Request(`http://localhost${path}`, init));
  const text = await reply.text();
  if (reply.status === 200) return text;
  throw new Error(`${path}: ${reply.status} ${text}`);
}
