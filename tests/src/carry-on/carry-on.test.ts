import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CarryOnHouse, kinds, openCarryOnHouse } from './support/house.ts';
import { mixesThoughts, pairs, refusesThoughts } from './support/pairs.ts';
import { firstTurn, line, secondTurn } from './support/transcript.ts';
import { outputsOf, ways } from './support/ways.ts';

let house: CarryOnHouse;
beforeAll(async () => {
  house = await openCarryOnHouse();
});
afterAll(() => house[Symbol.asyncDispose]());

describe.each(ways)('$name', (way) => {
  const told = pairs.filter((pair) => !(mixesThoughts(way, pair) && refusesThoughts(pair)));

  test.each(told)('%s, then %s (%s), then the first again', async (first, next, which) => {
    const a = house.speaker(first);
    const b = house.speaker(next, which);
    const before = a.issued.size;
    const isMixed = mixesThoughts(way, [first, next, which]);
    const talk = way.open(house.gateway);

    const one = await talk.next(a.model);
    expect(one.text).toBe(`${a.id} looks it up.`);
    talk.answer(outputsOf(one));
    const two = await talk.next(b.model);
    expect(two.calls.map(({ name }) => name)).toEqual(['time']);
    talk.answer(outputsOf(two));
    const owed = [...a.issued].slice(before);
    const three = await talk.next(a.model);
    expect(three).toEqual({ text: `${a.id} says: Rome.`, calls: [] });

    expect([...a.faults, ...b.faults]).toEqual([]);
    const last = a.requests.at(-1) ?? {};
    expect(a.wire.transcriptOf(last)).toEqual([...firstTurn(way.api, a.id), ...secondTurn]);
    expect(a.wire.thoughtsIn(last)).toEqual(isMixed ? expect.arrayContaining(owed) : owed);
    const middle = b.requests.at(a === b ? 1 : 0) ?? {};
    expect(b.wire.transcriptOf(middle)).toEqual(firstTurn(way.api, a.id));
    const shown = a === b ? owed.slice(0, 1) : [];
    expect(b.wire.thoughtsIn(middle)).toEqual(isMixed ? expect.any(Array) : shown);
  });

  test.each(kinds)('%s, then the demo, then the first again', async (first) => {
    const a = house.speaker(first);
    const before = a.issued.size;
    const talk = way.open(house.gateway);
    const one = await talk.next(a.model);
    talk.answer(outputsOf(one));
    const two = await talk.next('demo/demo');
    expect(two.text).toContain('built-in demo model');
    talk.say('Go on.');
    const owed = [...a.issued].slice(before);
    const three = await talk.next(a.model);

    expect(three.calls.map(({ name }) => name)).toEqual(['time']);
    const last = a.requests.at(-1) ?? {};
    expect(a.wire.transcriptOf(last)).toEqual([
      ...firstTurn(way.api, a.id),
      line.said('model', two.text),
      line.said('user', 'Go on.'),
    ]);
    expect(a.wire.thoughtsIn(last)).toEqual(owed);
  });
});
