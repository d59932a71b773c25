import { afterAll, beforeAll, expect, test } from 'vitest';
import { type KillHouse, openHouse } from './support/house.ts';
import { runKillTest } from './support/kill-test.ts';

const startWithinMs = 300_000;
let house: KillHouse;

beforeAll(async () => {
  house = await openHouse('postgres');
}, startWithinMs);
afterAll(() => house?.close());

test('two gateways on one PostgreSQL, 50 kills: nothing is lost, halved or doubled', async () => {
  const { where } = house;
  const { problems, unexpected, running, counts } = await runKillTest({
    kind: 'postgres',
    where,
    processes: 2,
    kills: 50,
    longest: 900,
    seed: 1,
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
    'background read in part': some,
    'foreground completed': some,
    'foreground failed': some,
    turns: some,
  });
}, 300_000);
