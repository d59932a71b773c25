import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KillHouse, openHouse } from './support/house.ts';
import { runKillTest } from './support/kill-test.ts';

let house: KillHouse;

beforeAll(async () => {
  house = await openHouse('sqlite');
});
afterAll(() => house?.close());

test('one gateway on SQLite, 20 kills: nothing is lost, halved or doubled', async () => {
  const { where } = house;
  const { problems, unexpected, running, counts } = await runKillTest({
    kind: 'sqlite',
    where,
    processes: 1,
    kills: 20,
    longest: 600,
    seed: 2,
  });
  console.info(counts);
  expect(problems).toEqual([]);
  expect(unexpected).toEqual([]);
  expect(running).toBe(0);
  const some = expect.any(Number);
  expect(counts).toMatchObject({
    'background completed': some,
    'background made again': some,
    'background failed': some,
    'foreground completed': some,
    turns: some,
  });
}, 200_000);
