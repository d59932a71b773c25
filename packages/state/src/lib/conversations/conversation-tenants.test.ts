import { describe, expect, it } from 'vitest';
import { forSeeds, type Random } from '../kit/__fixtures__/random.ts';
import { message, openGateway, type Reply } from './__fixtures__/open-gateway.ts';

const item = { type: 'from_tomorrow' };

/** All there is to ask about somebody's conversation and item, each as one call. */
const calls: readonly ((
  conversation: string,
  id: string,
) => readonly [string, string, unknown?])[] = [
  (conversation) => ['GET', `/${conversation}`],
  (conversation) => ['POST', `/${conversation}`, { metadata: { a: 'b' } }],
  (conversation) => ['DELETE', `/${conversation}`],
  (conversation) => ['GET', `/${conversation}/items`],
  (conversation) => ['GET', `/${conversation}/items?order=asc&limit=1`],
  (conversation, id) => ['GET', `/${conversation}/items?after=${id}`],
  (conversation) => ['POST', `/${conversation}/items`, { items: [item] }],
  (conversation, id) => ['POST', `/${conversation}/items`, { items: [{ ...item, id }] }],
  (conversation, id) => ['GET', `/${conversation}/items/${id}`],
  (conversation, id) => ['DELETE', `/${conversation}/items/${id}`],
  (conversation) => ['GET', `?after=${conversation}`],
  (conversation) => ['GET', `?before=${conversation}&limit=1`],
  (_, id) => ['POST', '', { items: [{ type: 'item_reference', id }] }],
];

/** A reply in which no id is left. */
function withoutIds({ status, headers, text }: Reply, ...ids: string[]) {
  const bare = ids.reduce((rest, id) => rest.replaceAll(id, 'ID'), text);
  return { status, headers, text: bare };
}

const hex = (random: Random) =>
  Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');

describe('another tenant’s conversation', () => {
  it('answers as one that never was, on every route, in any order', async () => {
    const { ask, create } = openGateway();
    await forSeeds(40, async (random) => {
      const theirs = `msg_${hex(random)}`;
      const conversation = await create([message(theirs)], 'a');
      const own = await create([message(`msg_${hex(random)}`)], 'b');
      for (let turn = 0; turn < 6; turn++) {
        const call = random.pick(calls);
        const [nobodys, nothing] = [`conv_${hex(random)}`, `msg_${hex(random)}`];
        const about = async (...ids: [string, string]) => {
          const [method, path, body] = call(...ids);
          return withoutIds(await ask(method, path, { tenant: 'b', body }), ...ids);
        };
        const answer = await about(conversation, theirs);
        expect(answer).toEqual(await about(nobodys, nothing));
        expect(answer.status).toBeGreaterThanOrEqual(400);
        // In a conversation of their own, the item and the cursor are nobody's either.
        for (const [method, path] of [
          ['GET', `/items/${theirs}`],
          ['DELETE', `/items/${theirs}`],
          ['GET', `/items?after=${theirs}`],
        ] as const) {
          const random_ = path.replace(theirs, nothing);
          expect(withoutIds(await ask(method, `/${own}${path}`, { tenant: 'b' }), theirs)).toEqual(
            withoutIds(await ask(method, `/${own}${random_}`, { tenant: 'b' }), nothing),
          );
        }
      }
      const still = await ask('GET', `/${conversation}/items`, { tenant: 'a' });
      expect(still.json).toMatchObject({ first_id: theirs, last_id: theirs });
    });
  });

  it('is in nobody else’s list', async () => {
    const { ask, create } = openGateway();
    const names = ['a', 'b', 'größe', 'x'.repeat(300)];
    const owners = new Map<string, string>();
    for (const name of names) owners.set(await create([], encode(name)), name);
    for (const name of names) {
      const { data } = (await ask('GET', '', { tenant: encode(name) })).json;
      expect(data.map(({ id }: { id: string }) => owners.get(id))).toEqual([name]);
    }
  });

  it('is held by its own turns alone', async () => {
    const { ask, stores, create } = openGateway();
    const id = await create([message('m')], 'a');
    expect(await stores('b').acquire('conversation', id, 'b', 10_000)).toBeUndefined();
    expect((await ask('DELETE', `/${id}/items/m`, { tenant: 'a' })).status).toBe(200);
  });
});

/** A header has no letters beyond Latin-1. */
const encode = (tenant: string) => encodeURIComponent(tenant);
