import type { Change, Guard, ListQuery, Piece, RecordKey } from '../../state-store.ts';
import type { PlainModel } from './plain-model.ts';
import type { Random } from './random.ts';

/** Few enough that everything meets everything. */
const kinds = ['k', 'K'];
const ids = ['a', 'b', 'A', '%'];
const labels = ['x', 'y'];

/** Piece texts by name: their hashes, since nothing computes them here. */
export const pieceHashes = ['1', '2', '3'].map((digit) => digit.repeat(64));

/** What may be asked of a store of a few records, at random but never of what the port leaves open. */
export interface RandomWorld {
  key(): RecordKey;
  query(): ListQuery;
  changes(): readonly Change[];
  guard(): Guard;
}

/** Every collection that it may ask of. */
export const places = kinds.flatMap((kind) => ['', ...ids].map((owner) => ({ kind, owner })));

export function createRandomWorld(random: Random, model: PlainModel, tenant: string): RandomWorld {
  let counter = 0;
  /** An owner is one that is there: what becomes of others' orphans is left open. */
  const anyKey = () => ({
    tenant,
    kind: random.pick(kinds),
    owner: random.once(2) ? '' : random.pick(['', ...model.keys(tenant).map(({ id }) => id)]),
    id: random.pick(ids),
  });
  const key = () => (random.once(4) ? anyKey() : random.pick([...model.keys(tenant), anyKey()]));
  const heldKey = () => {
    const held = model.keys(tenant).filter((one) => model.get(one)?.holder !== undefined);
    return random.pick([...held, key()]);
  };
  const keyOf = ({ kind, owner, id }: RecordKey) => ({ kind, owner, id });
  const epochNear = (epoch = 0) => (random.once(5) ? epoch + random.pick([-1, 1, 1000]) : epoch);
  const text = () => {
    counter += 1;
    return `{"n":${counter}}`;
  };

  function content() {
    const pieces: Piece[] = pieceHashes
      .filter(() => random.once(3))
      .map((hash, at) => ({ at, hash, text: `text of ${hash}` }));
    const label = random.pick([undefined, ...labels]);
    return { body: text(), ...(label && { label }), ...(random.once(2) && { pieces }) };
  }

  function release(): Change {
    const chosen = heldKey();
    return { ...keyOf(chosen), type: 'release', epoch: epochNear(model.get(chosen)?.epoch) };
  }

  /** Mostly of what is there, or is not there yet, so that most of it can be done. */
  function change(): Change {
    const chosen = key();
    const { kind, owner, id } = chosen;
    const { version = 1 } = model.get(chosen) ?? {};
    const log = random.pick([...model.keys(tenant), { id }]).id;
    switch (random.below(13)) {
      case 0:
        return { type: 'delete', kind, owner, id };
      case 1:
        return release();
      case 2:
      case 3:
        counter += 2;
        return { type: 'append', log, first: counter - 1, last: counter, events: text() };
      case 4:
        return random.once(3) ? { type: 'dropEvents', log } : { type: 'delete', kind, owner, id };
      case 5:
      case 6:
      case 7: {
        const wanted = random.pick([undefined, undefined, version, version, version, version + 1]);
        return { type: 'update', kind, owner, id, ...content(), version: wanted };
      }
      default:
        return { ...keyOf(anyKey()), type: 'insert', ...content(), createdAt: counter };
    }
  }

  return {
    key,
    query() {
      const { kind, owner, id } = key();
      const cursor = random.pick(['after', 'before', 'none', 'none'] as const);
      return {
        ...{ tenant, kind, owner, limit: 1 + random.below(4) },
        order: random.pick(['asc', 'desc'] as const),
        ...(random.once(3) && { label: random.pick(labels) }),
        ...(cursor !== 'none' && { [cursor]: random.pick([id, id, ...ids]) }),
      };
    },
    changes: () => Array.from({ length: 1 + random.below(3) }, change),
    guard() {
      const chosen = heldKey();
      return { ...keyOf(chosen), epoch: epochNear(model.get(chosen)?.epoch) };
    },
  };
}
