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
  const key = () => ({
    tenant,
    kind: random.pick(kinds),
    // An owner that is there, mostly itself or another of a few.
    owner: random.once(2) ? '' : random.pick(['', ...model.ids(tenant)]),
    id: random.pick(ids),
  });
  const epochNear = (epoch = 0) => (random.once(3) ? epoch + random.pick([-1, 1, 1000]) : epoch);
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

  /** Mostly of what is there, so that most of it can be done. */
  function change(): Change {
    const { kind, owner, id } = key();
    const { version = 1, epoch = 0, holder } = model.get({ tenant, kind, owner, id }) ?? {};
    const log = random.pick(model.ids(tenant).concat(id));
    switch (random.below(13)) {
      case 0:
        return { type: 'delete', kind, owner, id };
      case 1:
        // In an epoch in which nobody holds it, there is nothing to be said of it.
        return { type: 'release', kind, owner, id, epoch: holder ? epochNear(epoch) : 5_000 };
      case 2:
      case 3:
        counter += 2;
        return { type: 'append', log, first: counter - 1, last: counter, events: text() };
      case 4:
        return random.once(3) ? { type: 'dropEvents', log } : { type: 'delete', kind, owner, id };
      case 5:
      case 6:
      case 7: {
        const wanted = random.pick([undefined, undefined, version, version, version + 1]);
        return { type: 'update', kind, owner, id, ...content(), version: wanted };
      }
      default:
        return { type: 'insert', kind, owner, id, ...content(), createdAt: counter };
    }
  }

  return {
    key,
    query() {
      const { kind, owner } = key();
      const cursor = random.pick(['after', 'before', 'none', 'none'] as const);
      return {
        ...{ tenant, kind, owner, limit: 1 + random.below(4) },
        order: random.pick(['asc', 'desc'] as const),
        ...(random.once(3) && { label: random.pick(labels) }),
        ...(cursor !== 'none' && { [cursor]: random.pick(ids) }),
      };
    },
    changes: () => Array.from({ length: 1 + random.below(3) }, change),
    guard() {
      const { kind, owner, id } = key();
      return { kind, owner, id, epoch: epochNear(model.get({ tenant, kind, owner, id })?.epoch) };
    },
  };
}
