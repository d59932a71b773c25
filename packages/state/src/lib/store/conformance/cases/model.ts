import type { StateStore, StoredRecord } from '../../state-store.ts';
import { checkEqual } from '../check.ts';
import { createPlainModel, type PlainModel } from '../model/plain-model.ts';
import { createRandom, type Random } from '../model/random.ts';
import { createRandomWorld, pieceHashes, places, type RandomWorld } from '../model/random-world.ts';
import type { StoreCase } from '../store-case.ts';

/** Beside each other in every order, and equal to whoever ignores case. */
const tenantsOf = (seed: number) => [`t${seed}`, `T${seed}`];
const seeds = 12;
const steps = 120;

export const modelCases: readonly StoreCase[] = [
  {
    title: 'model: two tenants, at random, see what a plain model says',
    async run({ store, reopen }) {
      const other = await reopen();
      for (let seed = 1; seed <= seeds; seed += 1) {
        const random = createRandom(seed);
        const model = createPlainModel();
        const worlds = tenantsOf(seed).map((tenant) => createRandomWorld(random, model, tenant));
        for (let step = 0; step < steps; step += 1) {
          const what = `seed ${seed}, step ${step}`;
          const its = random.once(4) ? other : store;
          await takeStep(its, model, random.pick(worlds), random, what);
        }
        for (const tenant of tenantsOf(seed))
          await compareAll(store, model, tenant, `seed ${seed}`);
      }
    },
  },
];

async function takeStep(
  store: StateStore,
  model: PlainModel,
  world: RandomWorld,
  random: Random,
  what: string,
): Promise<void> {
  const key = world.key();
  const { tenant, kind, id } = key;
  switch (random.below(8)) {
    case 0:
      return checkEqual(plain(await store.get(key)), model.get(key), `${what}: get`);
    case 1: {
      const found = plain(await store.find(tenant, kind, id));
      return checkEqual(found, model.find(tenant, kind, id), `${what}: find`);
    }
    case 2: {
      const query = world.query();
      const listed = (await store.list(query))?.map(plain);
      return checkEqual(listed, model.list(query), `${what}: list`);
    }
    case 3:
      return take(store, model, random, key, what);
    default: {
      const changes = world.changes();
      const guard = random.once(4) ? world.guard() : undefined;
      const isWritten = await store.write(tenant, changes, guard);
      const isExpected = model.write(tenant, changes, guard);
      return checkEqual(isWritten, isExpected, `${what}: whether write has written`);
    }
  }
}

/** Takes what is free, or renews what is held. */
async function take(
  store: StateStore,
  model: PlainModel,
  random: Random,
  key: ReturnType<RandomWorld['key']>,
  what: string,
): Promise<void> {
  const before = model.get(key);
  const holder = `h${random.below(3)}`;
  const epoch = await store.acquire(key, holder, 600_000);
  const isFree = before !== undefined && before.holder === undefined;
  checkEqual(epoch !== undefined, isFree, `${what}: whether it is taken`);
  if (epoch === undefined) {
    const asked = (before?.epoch ?? 0) + random.pick([-1, 0, 0, 0, 1]);
    const isHeld = before?.holder !== undefined && before.epoch === asked;
    checkEqual(await store.renew(key, asked, 600_000), isHeld, `${what}: renew`);
    return;
  }
  checkEqual(epoch > (before?.epoch ?? 0), true, `${what}: the epoch grows`);
  model.take(key, holder, epoch);
}

/** Everything that a tenant can see. */
async function compareAll(
  store: StateStore,
  model: PlainModel,
  tenant: string,
  what: string,
): Promise<void> {
  for (const { kind, owner } of places) {
    const query = { tenant, kind, owner, limit: 100, order: 'asc' } as const;
    const listed = (await store.list(query))?.map(plain);
    checkEqual(listed, model.list(query), `${what}: all of ${kind} and "${owner}"`);
    const batches = await store.readEvents(tenant, owner, -1, 1_000);
    checkEqual(batches, model.readEvents(tenant, owner), `${what}: the log of "${owner}"`);
  }
  for (const hash of pieceHashes) {
    const text = await store.readPiece(tenant, hash);
    checkEqual(text, model.readPiece(tenant, hash), `${what}: the piece ${hash}`);
  }
}

function plain(record: StoredRecord | undefined) {
  if (!record) return undefined;
  const { position: _, ...rest } = record;
  return rest;
}
