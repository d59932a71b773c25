import type { Piece } from '../../state-store.ts';
import { insert, keyOf, remove, tenant, update, write } from '../changes.ts';
import { checkEqual } from '../check.ts';
import { hashOf } from '../hash-of.ts';
import type { StoreCase } from '../store-case.ts';
import { hostileTexts } from '../texts.ts';

const text = 'iVBORw0KGgo'.repeat(30_000);

async function pieceOf(its: string, at = 0): Promise<Required<Piece>> {
  return { at, hash: await hashOf(its), text: its };
}

export const pieceCases: readonly StoreCase[] = [
  {
    title: 'pieces: text and places are kept, in order',
    async run({ store, reopen }) {
      const texts = [...hostileTexts, text];
      const pieces = await Promise.all(texts.map((its, index) => pieceOf(its, index * 10)));
      await write(store, insert('a', { body: '{}', pieces }), insert('b'));
      const references = pieces.map(({ at, hash }) => ({ at, hash }));
      const other = await reopen();
      for (const record of [
        await other.get(keyOf('a')),
        await other.find(tenant, 'note', 'a'),
        (await other.list({ ...keyOf(''), limit: 1, order: 'asc' }))?.[0],
      ]) {
        checkEqual([record?.body, record?.pieces], ['{}', references], 'the record');
      }
      checkEqual((await other.get(keyOf('b')))?.pieces, [], 'pieces of one that has none');
      for (const piece of pieces) {
        checkEqual(await other.readPiece(tenant, piece.hash), piece.text, 'the text of a piece');
      }
      checkEqual(await other.readPiece(tenant, await hashOf('no')), undefined, 'one of nobody');
    },
  },
  {
    title: 'pieces: one that several records have goes with the last of them',
    async run({ store }) {
      const piece = await pieceOf(text);
      const { hash } = piece;
      await write(store, insert('a', { pieces: [piece] }));
      // Once with its text, once without, once twice in one record.
      await write(store, insert('b', { pieces: [{ ...piece, at: 3 }] }));
      await write(
        store,
        insert('c', {
          owner: 'b',
          pieces: [
            { at: 1, hash },
            { at: 2, hash },
          ],
        }),
      );
      await write(store, remove('a'));
      checkEqual(await store.readPiece(tenant, hash), text, 'after the first has gone');
      await write(store, update('b', '[1]'));
      checkEqual((await store.get(keyOf('b')))?.pieces, [], 'after an update that names none');
      checkEqual(await store.readPiece(tenant, hash), text, 'while another has it');
      await write(store, remove('b'));
      checkEqual(await store.readPiece(tenant, hash), undefined, 'after the last, an owned one');
      await write(store, insert('d', { pieces: [piece] }));
      checkEqual(await store.readPiece(tenant, hash), text, 'made anew');
    },
  },
  {
    title: 'pieces: an update keeps those that it names, and lets go of the others',
    async run({ store }) {
      const [kept, dropped, added] = await Promise.all([
        pieceOf('kept'),
        pieceOf('no'),
        pieceOf('+'),
      ]);
      await write(store, insert('a', { pieces: [kept, { ...dropped, at: 5 }] }));
      // Nobody else has it: it must not go in between.
      const pieces = [
        { at: 4, hash: kept.hash },
        { ...added, at: 8 },
      ];
      await write(store, update('a', '[1]', { pieces }));
      const references = pieces.map(({ at, hash }) => ({ at, hash }));
      checkEqual((await store.get(keyOf('a')))?.pieces, references, 'the references');
      checkEqual(await store.readPiece(tenant, kept.hash), 'kept', 'the one that stays');
      checkEqual(await store.readPiece(tenant, dropped.hash), undefined, 'the one that goes');
      checkEqual(await store.readPiece(tenant, added.hash), '+', 'the one that is new');
    },
  },
  {
    title: 'pieces: another tenant has its own, or none',
    async run({ store }) {
      const piece = await pieceOf(text);
      const { hash } = piece;
      await write(store, insert('a', { pieces: [piece] }));
      checkEqual(await store.readPiece('other', hash), undefined, 'for who has none');
      await store.write('other', [insert('a', { pieces: [piece] })]);
      await write(store, remove('a'));
      checkEqual(await store.readPiece(tenant, hash), undefined, 'for who has none any more');
      checkEqual(await store.readPiece('other', hash), text, "the other's");
      await store.write('other', [remove('a')]);
      checkEqual(await store.readPiece('other', hash), undefined, "the other's, deleted");
    },
  },
  {
    title: 'pieces: a record never refers to what is not there',
    async run({ store }) {
      const piece = await pieceOf(text);
      await store.write('other', [insert('a', { pieces: [piece] })]);
      const changes = [insert('b'), insert('a', { pieces: [{ at: 0, hash: piece.hash }] })];
      // Whether that is a condition or a failure is for the store to say.
      const isWritten = await store.write(tenant, changes).catch(() => false);
      checkEqual(isWritten, false, 'a write with a piece that only another tenant has');
      checkEqual(await store.find(tenant, 'note', 'a'), undefined, 'the record');
      checkEqual(await store.find(tenant, 'note', 'b'), undefined, 'the one before');
    },
  },
  {
    title: 'pieces: written and deleted at once, none is lost and none is left',
    async run({ store, reopen }) {
      const piece = await pieceOf(text);
      const stores = [store, await reopen()];
      const ids = Array.from({ length: 16 }, (_, index) => `p${index}`);
      for (let round = 0; round < 4; round += 1) {
        await Promise.all(
          ids.map(async (id, index) => {
            const its = stores[index % 2] ?? store;
            await write(its, insert(id, { pieces: [piece] }));
            if (index !== round) await write(its, remove(id));
          }),
        );
        checkEqual(await store.readPiece(tenant, piece.hash), text, 'while one has it');
        await write(store, remove(`p${round}`));
        checkEqual(await store.readPiece(tenant, piece.hash), undefined, 'when nobody has it');
      }
    },
  },
];
