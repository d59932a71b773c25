import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CarryOnHouse, openCarryOnHouse } from './support/house.ts';
import { mixesThoughts, pairs, refusesThoughts } from './support/pairs.ts';
import { firstTurn, secondTurn } from './support/transcript.ts';
import { outputsOf, ways } from './support/ways.ts';

let house: CarryOnHouse;
beforeAll(async () => {
  house = await openCarryOnHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

describe.each(ways)('$name', (way) => {
  const told = pairs
    .filter(([first, next]) => first !== next)
    .filter((pair) => !(mixesThoughts(way, pair) && refusesThoughts(pair)));

  test.each(told)('%s fails in the middle, %s takes over, and gives back', async (first, next) => {
    const a = house.speaker(first);
    const b = house.speaker(next);
    const before = a.issued.size;
    const talk = way.open(house.gateway);
    const model = `${a.id}+${b.id}`;

    talk.answer(outputsOf(await talk.next(model)));
    a.isDown = true;
    const two = await talk.next(model);
    expect(two.calls.map(({ name }) => name)).toEqual(['time']);
    a.isDown = false;
    talk.answer(outputsOf(two));
    const owed = [...a.issued].slice(before);
    expect(await talk.next(model)).toEqual({ text: `${a.id} says: Rome.`, calls: [] });

    expect([...a.faults, ...b.faults]).toEqual([]);
    expect(b.requests.map(b.wire.transcriptOf)).toEqual([firstTurn(way.api, a.id)]);
    const last = a.requests.at(-1) ?? {};
    expect(a.wire.transcriptOf(last)).toEqual([...firstTurn(way.api, a.id), ...secondTurn]);
    const isMixed = mixesThoughts(way, [first, next, undefined]);
    expect(a.wire.thoughtsIn(last)).toEqual(isMixed ? expect.arrayContaining(owed) : owed);
    const shown = b.requests.map(b.wire.thoughtsIn);
    expect(shown).toEqual(isMixed ? [expect.any(Array)] : [[]]);
  });
});
