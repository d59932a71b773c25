import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../support/until.ts';
import { begin, eventsIn, get, type Members } from './support/ask.ts';
import { eventually } from './support/eventually.ts';
import type { GatewayProcess } from './support/gateway-process.ts';
import { type KillHouse, openHouse, type StoreKind } from './support/house.ts';
import { answerTo, type Script, toInput } from './support/scripted-model.ts';

const startWithinMs = 300_000;
const tenant = 'ada';
/** Speaks for some seconds. */
const long = { first: 0, words: 80, every: 40 };

describe.each<StoreKind>(['postgres', 'sqlite'])('two gateways on one %s store', (kind) => {
  let house: KillHouse;
  let gateways: readonly GatewayProcess[];
  const urlOf = (gateway: GatewayProcess) => `${gateway.url}/v1/responses`;

  beforeAll(async () => {
    house = await openHouse(kind);
    gateways = [house.add(), house.add()];
    await Promise.all(gateways.map((gateway) => gateway.start()));
  }, startWithinMs);
  afterAll(() => house?.close());

  /** The one whose model was asked, and the other one. */
  async function whoRuns({ number }: Script): Promise<readonly [GatewayProcess, GatewayProcess]> {
    const asked = (gateway: GatewayProcess) => gateway.asked.includes(number);
    await eventually('it runs', () => gateways.some(asked));
    const [one, other] = gateways as [GatewayProcess, GatewayProcess];
    return asked(one) ? [one, other] : [other, one];
  }

  test('a foreground stream is shown and followed live where it does not run', async () => {
    const script = { number: 1, ...long };
    const [one, other] = gateways as [GatewayProcess, GatewayProcess];
    const body = { model: 'm', input: toInput(script), stream: true };
    const request = begin(urlOf(one), { body, tenant });
    await eventually('it has said something', () => request.received().includes(' w3'));
    const { id } = eventsIn(request.received())[0]?.response ?? {};
    const shown = await eventually('it is shown', () => getIfThere(`${urlOf(other)}/${id}`));
    expect(shown).toMatchObject({ id, status: 'in_progress' });
    const url = `${urlOf(other)}/${id}?stream=true&starting_after=2`;
    const follower = begin(url, { tenant });
    const own = () => eventsIn(request.received()).length;
    const followed = () => eventsIn(follower.received()).at(-1)?.sequence_number ?? 0;
    const before = own();
    // Later events than there were when it began, though the stream has not ended.
    await eventually('it is followed', () => followed() > before);
    expect(request.received()).not.toContain('[DONE]');
    const [whole, followedWhole] = await Promise.all([request.reply, follower.reply]);
    const frames = whole.text.split('\n\n').slice(3).join('\n\n');
    expect(followedWhole.text).toBe(frames);
    expect(await get(`${urlOf(other)}/${id}`, { tenant })).toEqual(
      eventsIn(whole.text).at(-1)?.response,
    );
  });

  test('a background response is cancelled where it does not run', async () => {
    const script = { number: 2, ...long };
    const { id } = await startInBackground(script);
    const [runner, other] = await whoRuns(script);
    const cancel = { method: 'POST', tenant };
    const cancelled = await get(`${urlOf(other)}/${id}/cancel`, cancel);
    expect(cancelled).toMatchObject({ id, status: 'cancelled', error: null });
    await eventually('the model is stopped', () => runner.aborted.includes(script.number));
    for (const gateway of gateways) {
      expect(await get(`${urlOf(gateway)}/${id}`, { tenant })).toEqual(cancelled);
      expect(await get(`${urlOf(gateway)}/${id}/cancel`, cancel)).toEqual(cancelled);
    }
    const log = await begin(`${urlOf(other)}/${id}?stream=true`, { tenant }).reply;
    const events = eventsIn(log.text);
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: cancelled });
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
  });

  test('a background response is followed from both, also by a client that comes back', async () => {
    const script = { number: 3, ...long };
    const { id } = await startInBackground(script);
    const [runner, other] = await whoRuns(script);
    const near = begin(`${urlOf(runner)}/${id}?stream=true`, { tenant });
    const first = begin(`${urlOf(other)}/${id}?stream=true`, { tenant });
    await eventually('it is followed', () => eventsIn(first.received()).length > 5);
    first.leave();
    await first.reply;
    const heard = eventsIn(first.received());
    await pause(200);
    const last = heard.at(-1)?.sequence_number;
    const rest = await begin(`${urlOf(other)}/${id}?stream=true&starting_after=${last}`, { tenant })
      .reply;
    const whole = eventsIn((await near.reply).text);
    expect([...heard, ...eventsIn(rest.text)]).toEqual(whole);
    expect(whole.at(-1)).toMatchObject({ type: 'response.completed' });
    expect(whole.at(-1)?.response.output[0].content[0].text).toBe(answerTo(script).join(''));
  });

  async function startInBackground(script: Script): Promise<Members> {
    const body = { model: 'm', input: toInput(script), background: true };
    return get(urlOf(gateways[0] as GatewayProcess), { body, tenant });
  }
});

async function getIfThere(url: string): Promise<Members | undefined> {
  const reply = await begin(url, { tenant }).reply;
  return reply.status === 404 ? undefined : reply.json();
}
