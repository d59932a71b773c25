import { afterAll, beforeAll, expect, test } from 'vitest';
import { pause } from '../support/until.ts';
import { begin, eventsIn, get, type Members } from './support/ask.ts';
import { eventually } from './support/eventually.ts';
import type { GatewayProcess } from './support/gateway-process.ts';
import { type KillHouse, openHouse } from './support/house.ts';
import { toInput } from './support/scripted-model.ts';

const startWithinMs = 300_000;
const tenant = 'ada';
/** A lease, a look of the sweeper or the queue, a few tries, and some air. */
const takenOverWithinMs = 60_000;
const talk = { first: 0, words: 200, every: 30 };
const brief = { first: 0, words: 2, every: 0 };

let house: KillHouse;
let frozen: GatewayProcess;
let other: GatewayProcess;

beforeAll(async () => {
  house = await openHouse('postgres');
  [frozen, other] = [house.add(), house.add()];
  await frozen.start();
}, startWithinMs);
afterAll(() => house?.close());

test('a gateway that stood still past its lease writes nothing when it goes on', async () => {
  const conversation = (await get(`${frozen.url}/v1/conversations`, { tenant, body: {} })).id;
  const foreground = begin(`${frozen.url}/v1/responses`, {
    tenant,
    body: { ...asked({ number: 1, ...talk }), conversation, stream: true },
  });
  const turn = await eventually('the turn has begun', () => idIn(foreground.received()));
  const told = await respond(frozen, { ...asked({ number: 2, ...talk }), background: true });
  const silence = { number: 3, first: 3_000, words: 2, every: 0 };
  const untold = await respond(frozen, { ...asked(silence), background: true });
  await eventually('all run, and have been written', async () => {
    const isKept = (await statusOf(frozen, turn)) === 'in_progress';
    const log = await logOf(frozen, told.id, 400);
    return isKept && log.includes(' w3') && frozen.asked.includes(silence.number);
  });

  frozen.freeze();
  await other.start();
  await becomes(turn, 'failed');
  await becomes(told.id, 'failed');
  await becomes(untold.id, 'completed');
  const next = await respond(other, { ...asked({ number: 4, ...brief }), conversation });
  expect(next.status).toBe('completed');
  const ids = [turn, told.id, untold.id, next.id];
  const before = await look(ids, conversation);
  expect(before.items).toHaveLength(2);

  frozen.thaw();
  const { text } = await foreground.reply;
  expect(eventsIn(text).at(-1)).toMatchObject({ type: 'response.failed' });
  // For as long as it would have gone on talking.
  await pause(talk.words * talk.every);
  expect(await look(ids, conversation)).toEqual(before);
  expect(frozen.aborted).toEqual(expect.arrayContaining([1, 2]));
  expect(await respond(frozen, asked({ number: 5, ...brief }))).toMatchObject({
    status: 'completed',
  });
}, 180_000);

function asked(script: Parameters<typeof toInput>[0]): Members {
  return { model: 'm', input: toInput(script) };
}

function respond({ url }: GatewayProcess, body: Members): Promise<Members> {
  return get(`${url}/v1/responses`, { tenant, body });
}

function idIn(text: string): string | undefined {
  return eventsIn(text)[0]?.response.id;
}

async function statusOf({ url }: GatewayProcess, id: string): Promise<string | undefined> {
  const reply = await begin(`${url}/v1/responses/${id}`, { tenant }).reply;
  return reply.status === 200 ? (reply.json() as Members).status : undefined;
}

async function becomes(id: string, status: string): Promise<void> {
  const isSo = async () => (await statusOf(other, id)) === status;
  await eventually(`${id} is ${status}`, isSo, takenOverWithinMs);
}

/** All that the other one shows. */
async function look(ids: readonly string[], conversation: string) {
  const { url } = other;
  const show = (id: string) => get(`${url}/v1/responses/${id}`, { tenant });
  const items = await get(`${url}/v1/conversations/${conversation}/items`, { tenant });
  return {
    responses: await Promise.all(ids.map(show)),
    logs: await Promise.all(ids.map((id) => logOf(other, id, 5_000))),
    items: items.data as Members[],
  };
}

/** What its log says, after so long at the most. */
async function logOf({ url }: GatewayProcess, id: string, forMs: number): Promise<string> {
  const request = begin(`${url}/v1/responses/${id}?stream=true`, { tenant });
  const timer = setTimeout(request.leave, forMs);
  const { text } = await request.reply;
  clearTimeout(timer);
  return text;
}
