import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause } from '../support/until.ts';
import { ask, eventsIn, get } from './support/ask.ts';
import { type Call, callNames, keepCalling, plain, statelessCalls } from './support/calls.ts';
import { eventually } from './support/eventually.ts';
import type { GatewayProcess } from './support/gateway-process.ts';
import { type KillHouse, openHouse } from './support/house.ts';
import { openStore } from './support/open-store.ts';
import { waitForQuiet } from './support/wait-for-quiet.ts';

const startWithinMs = 300_000;
const tenant = 'ada';
const downMs = 4_000;

let house: KillHouse;
let gateways: readonly GatewayProcess[];

beforeAll(async () => {
  house = await openHouse('postgres');
  gateways = [house.add(), house.add()];
  await Promise.all(gateways.map((gateway) => gateway.start()));
}, startWithinMs);
afterAll(() => house?.close());

test('a database that goes and comes back: stored calls fail meanwhile, others go on', async () => {
  const done: Call[] = [];
  const stopCalling = await callAll(done);
  await pause(1_000);
  await house.stopStore();
  const downAt = performance.now();
  await pause(downMs);
  const upAt = performance.now();
  const during = done.filter(({ began }) => began > downAt);
  await house.startStore();
  await eventually('all works again', () => {
    const last = (name: string) => done.findLast((call) => call.name === name);
    return callNames.every((name) => isGood(last(name), upAt));
  });
  const backAt = performance.now();
  await pause(1_000);
  await stopCalling();

  const [stateless, stored] = [
    during.filter(isStateless),
    during.filter((call) => !isStateless(call)),
  ];
  expect(new Set(during.map(({ name }) => name))).toEqual(new Set(callNames));
  expect(done.filter(isStateless).filter((call) => call.status !== 200)).toEqual([]);
  expect(stateless.length).toBeGreaterThan(20);
  expect(stored.filter((call) => !tellsUnavailable(call))).toEqual([]);
  const after = done.filter(({ began }) => began > backAt);
  // A conversation that was held when it went down is free when the hold has ended, and not before.
  expect(after.filter((call) => call.status !== 200 && !isLocked(call))).toEqual([]);
  await expectKept(after.filter(({ status }) => status === 200));
  // Also those that it came down upon have an end.
  const store = openStore(house.kind, house.where);
  await store.start();
  expect(await waitForQuiet(store, 60_000)).toBe(0);
  await store.close();
}, 120_000);

async function callAll(done: Call[]): Promise<() => Promise<void>> {
  const stops: (() => Promise<void>)[] = [];
  for (const { url = '' } of gateways) {
    const response = (await get(`${url}/v1/responses`, { tenant, body: plain() })).id;
    const conversation = (await get(`${url}/v1/conversations`, { tenant, body: {} })).id;
    const own = { known: { response, conversation }, tenant, done };
    stops.push(...callNames.map((name) => keepCalling(name, url, own)));
  }
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}

function isStateless({ name }: Call): boolean {
  return statelessCalls.includes(name);
}

function isLocked({ name, status, text }: Call): boolean {
  return name === 'turn' && status === 409 && text.includes('conversation_locked');
}

function isGood(call: Call | undefined, since: number): boolean {
  return call !== undefined && call.began > since && call.status === 200;
}

/** By its status, or in a stream whose first words did not wait for the store by its end. */
function tellsUnavailable({ name, status, text }: Call): boolean {
  if (status === 503) return JSON.parse(text).error.code === 'unavailable';
  const last = name === 'storedStream' ? eventsIn(text).at(-1) : undefined;
  return last?.type === 'response.failed' && last.response.error.code === 'unavailable';
}

/** Whatever id was given leads to a response, which ends well. */
async function expectKept(calls: readonly Call[]): Promise<void> {
  const [{ url = '' } = {}] = gateways;
  const ids = calls
    // A list shows others, too, such as those that have failed meanwhile.
    .filter((call) => !isStateless(call) && call.name !== 'list')
    .flatMap(({ text }) => {
      return /"id":"(resp_[0-9a-f]+)"/.exec(text)?.[1] ?? [];
    });
  expect(ids.length).toBeGreaterThan(20);
  for (const id of ids) {
    await eventually(`${id} is completed`, async () => {
      const reply = await ask(`${url}/v1/responses/${id}`, { tenant });
      expect(reply.status).toBe(200);
      return reply.json().status === 'completed';
    });
  }
}
