import {
  createGateway,
  type GatewayDoor,
  GatewayError,
  type Hooks,
  type Logger,
  type ModelGateway,
  type Payload,
  UpstreamError,
} from '@gw/core';
import { describe, expect, test } from 'vitest';
import {
  chunk,
  freezes,
  hangs,
  refuses,
  type Say,
  type ScriptedModel,
  says,
  saysNatively,
  scriptedModel,
  silence,
} from '../../__fixtures__/scripted-model.ts';
import { createState } from '../create-state.ts';
import { createKeyedStores } from '../kit/tenant-store.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { StateStore } from '../store/state-store.ts';
import { runInBackground } from './background.ts';

/** Whatever was answered. */
type Json = ReturnType<typeof JSON.parse>;

const silent = { warn() {}, error() {} };

interface House {
  readonly gateway: ModelGateway;
  /** The gateway's own. */
  readonly door: () => GatewayDoor;
  /** @param body a text is sent as it is. */
  ask(path: string, body?: unknown): Promise<Response>;
  json(path: string, body?: unknown): Promise<Json>;
  /** The events of a response's log, read to its end. */
  log(id: string): Promise<Json[]>;
}

function house(
  model: ScriptedModel,
  {
    store = createMemoryStore(),
    use = [],
    backgroundAtOnce = 16,
    logger = silent,
  }: {
    readonly store?: StateStore;
    readonly use?: readonly Hooks[];
    readonly backgroundAtOnce?: number;
    readonly logger?: Logger;
  } = {},
): House {
  let door: GatewayDoor | undefined;
  const starting: Hooks = {
    name: 'starting',
    start(own) {
      door = own;
    },
  };
  const state = createState({ store, backgroundAtOnce, logger });
  const gateway = createGateway({
    providers: [model],
    use: [starting, state, ...use],
    retry: { maxAttempts: 1 },
    logger: silent,
  });
  const ask: House['ask'] = (path, body) =>
    gateway.fetch(
      new Request(`http://gw/v1/responses${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'content-type': 'application/json' },
        body:
          body === undefined || typeof body === 'string' ? (body ?? null) : JSON.stringify(body),
      }),
    );
  return {
    gateway,
    door: () => door as GatewayDoor,
    ask,
    json: async (path, body) => (await ask(path, body)).json(),
    log: async (id) => eventsOf(await (await ask(`/${id}?stream=true`)).text()),
  };
}

const later = { model: 'm', input: 'hi', background: true };

function eventsOf(text: string): Json[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice(6)));
}

const typesOf = (events: readonly Json[]) => events.map(({ type }) => type);
const numbersOf = (events: readonly Json[]) => events.map((event) => event.sequence_number);

async function becomes({ json }: House, id: string, status: string): Promise<Json> {
  await expect.poll(async () => (await json(`/${id}`)).status).toBe(status);
  return json(`/${id}`);
}

const opening = ['response.created', 'response.queued', 'response.in_progress'];

describe('a background response that was refused', () => {
  const refusal = (code: string) =>
    new UpstreamError('No.', { provider: 'model', upstreamStatus: 503, upstreamCode: code });

  test.each(['unavailable', 'conversation_locked'])(
    'by its upstream, has failed, whatever that calls it: %s',
    async (code) => {
      const model = scriptedModel('chat', refuses(refusal(code)), says('Hello'));
      const own = house(model);
      const { id } = await own.json('', later);
      expect(await becomes(own, id, 'failed')).toMatchObject({ error: { code, message: 'No.' } });
      expect(model.asked).toHaveLength(1);
      const events = await own.log(id);
      expect(typesOf(events)).toEqual([...opening, 'error', 'response.failed']);
      expect(numbersOf(events)).toEqual([0, 1, 2, 3, 4]);
    },
  );

  test.each(['wrapRun', 'wrapAttempt', 'onError'] as const)(
    'by a hook, has failed, whatever that calls it: %s',
    async (phase) => {
      const error = new GatewayError('unavailable', 'Not now.');
      const refuse = async () => {
        throw error;
      };
      const hooks: Record<typeof phase, Partial<Hooks>> = {
        wrapRun: { wrapRun: refuse },
        wrapAttempt: { wrapAttempt: refuse },
        onError: { onError: () => error },
      };
      const model = scriptedModel('chat', phase === 'onError' ? refuses(refusal('x')) : says('Hi'));
      const own = house(model, { use: [{ name: 'refuses', ...hooks[phase] }] });
      const { id } = await own.json('', later);
      expect(await becomes(own, id, 'failed')).toMatchObject({
        error: { code: 'unavailable', message: 'Not now.' },
      });
    },
  );

  test('with the status of a client that left, has failed: nobody has cancelled it', async () => {
    const error = new UpstreamError('Gone.', { provider: 'model', upstreamStatus: 499 });
    const own = house(scriptedModel('chat', refuses(error)));
    const { id } = await own.json('', later);
    expect(await becomes(own, id, 'failed')).toMatchObject({ error: { message: 'Gone.' } });
  });
});

describe('a background response is asked', () => {
  test('as request hooks have made it, which see it once', async () => {
    const seen: unknown[] = [];
    const politely: Hooks = {
      name: 'politely',
      onRequest({ request }) {
        const members = request as unknown as Payload<{ input: string }>;
        const { input } = members.json();
        seen.push(input);
        return { request: members.with({ input: `Please: ${input}` }) as never };
      },
    };
    const model = scriptedModel('chat', says('Hello'));
    const own = house(model, { use: [politely] });
    const { id } = await own.json('', later);
    await becomes(own, id, 'completed');
    expect(seen).toEqual(['hi']);
    expect(model.asked).toMatchObject([{ messages: [{ role: 'user', content: 'Please: hi' }] }]);
    const { data } = await own.json(`/${id}/input_items`);
    expect(data).toMatchObject([{ content: [{ text: 'Please: hi' }] }]);
  });

  test('with the numbers that its client wrote, whatever JavaScript can hold', async () => {
    const model = scriptedModel('responses', saysNatively(['created'], 'Hello'));
    const bodies: string[] = [];
    const call: typeof model.call = (request, options) => {
      bodies.push(new TextDecoder().decode(request.body.bytes()));
      return model.call(request, options);
    };
    const own = house({ ...model, call });
    const parameters = '{"type":"object","properties":{"n":{"const":12345678901234567890}}}';
    const tools = `[{"type":"function","name":"f","parameters":${parameters}}]`;
    const { id } = await own.json(
      '',
      `{"model":"m","input":"hi","background":true,"tools":${tools}}`,
    );
    await becomes(own, id, 'completed');
    expect(bodies).toEqual([expect.stringContaining(parameters)]);
  });
});

describe('a background response is tried again', () => {
  /** A store of which one method fails once, from the moment it is told to. */
  function failingOnce(method: 'find' | 'write' | 'acquire', when: (...args: Json[]) => boolean) {
    const inner = createMemoryStore();
    const own = { failures: 0 };
    const fail = async (...args: Json[]) => {
      if (own.failures === 0 && when(...args)) {
        own.failures++;
        throw new Error('connect ECONNREFUSED');
      }
      return (inner[method] as (...all: Json[]) => Promise<Json>)(...args);
    };
    return { own, store: { ...inner, [method]: fail } as StateStore };
  }

  test('where the store could not be reached before its model was asked', async () => {
    const isBeginning = (_: string, changes: Json[]) =>
      changes.some(({ type, first }) => type === 'append' && first === 2);
    const { own: failing, store } = failingOnce('write', isBeginning);
    const model = scriptedModel('chat', says('Hello'));
    const own = house(model, { store });
    const { id } = await own.json('', later);
    await becomes(own, id, 'completed');
    expect([failing.failures, model.asked.length]).toEqual([1, 1]);
  });

  test('where it could not be looked into for what the request refers to', async () => {
    let isAccepted = false;
    const { own: failing, store } = failingOnce('find', () => isAccepted);
    const model = scriptedModel('chat', says('Hello'));
    const taken: Hooks = {
      name: 'taken',
      // Only the run is a stream.
      async wrapRun({ stream }, next) {
        isAccepted = stream;
        return next();
      },
    };
    const own = house(model, { store, use: [taken] });
    const first = await own.json('', { model: 'm', input: 'hi' });
    const input = [{ type: 'item_reference', id: first.output[0].id }];
    const { id } = await own.json('', { ...later, input });
    await becomes(own, id, 'completed');
    expect([failing.failures, model.asked.length]).toEqual([1, 2]);
  });

  test.each<[string, Say]>([
    ['and its model has said nothing', hangs],
    [
      'and its model has only begun',
      async function* (signal) {
        yield chunk({ role: 'assistant' });
        await silence(signal);
      },
    ],
  ])('where its gateway closes, %s', async (_, say) => {
    const inner = createMemoryStore();
    const store = { ...inner, close: async () => {} };
    const closing = scriptedModel('chat', say);
    const one = house(closing, { store });
    const { id } = await one.json('', later);
    await expect.poll(() => closing.asked.length).toBe(1);
    await becomes(one, id, 'in_progress');
    const other = house(scriptedModel('chat', says('Hello')), { store });
    await one.gateway.close();
    await other.gateway.start();
    expect(await becomes(other, id, 'completed')).toMatchObject({
      output: [{ content: [{ text: 'Hello' }] }],
    });
    const events = await other.log(id);
    expect(typesOf(events).slice(0, 4)).toEqual([...opening, 'response.output_item.added']);
    expect(numbersOf(events)).toEqual([...events.keys()]);
    await other.gateway.close();
    await inner.close();
  });
});

describe('a background response says of itself', () => {
  const models: [string, () => ScriptedModel][] = [
    ['converted', () => scriptedModel('chat', says('Hel', 'lo'))],
    ...[['created'], ['created', 'in_progress'], ['created', 'queued', 'in_progress'], []].map(
      (names): [string, () => ScriptedModel] => [
        `native, behind ${names.join(', ') || 'nothing'}`,
        () => scriptedModel('responses', saysNatively(names, 'Hel', 'lo')),
      ],
    ),
  ];

  test.each(models)('the same in all snapshots: %s', async (_, model) => {
    const own = house(model());
    const text = await (await own.ask('', { ...later, stream: true })).text();
    const events = eventsOf(text);
    const [first] = events;
    const { id, created_at, model: name } = first.response;
    expect(name).toBe('m');
    const snapshots = events.filter(({ response }) => response);
    expect(snapshots).toHaveLength(4);
    for (const { response } of [...snapshots, { response: await own.json(`/${id}`) }])
      expect(response).toMatchObject({ id, created_at, model: name, background: true });
    expect(created_at).not.toBe(1_700_000_000);
    expect((await own.json('?model=m')).data).toMatchObject([{ id }]);
  });

  test.each(models)('that it was queued, and goes on from there: %s', async (_, model) => {
    const own = house(model());
    const text = await (await own.ask('', { ...later, stream: true })).text();
    const events = eventsOf(text);
    expect(typesOf(events)).toEqual([
      ...opening,
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(numbersOf(events)).toEqual([...events.keys()]);
    const statuses = events.flatMap(({ response }) => response?.status ?? []);
    expect(statuses).toEqual(['queued', 'queued', 'in_progress', 'completed']);
    expect(await own.log(events[0].response.id)).toEqual(events);
  });

  test('its id, before anybody has taken it', async () => {
    const model = scriptedModel('chat', hangs);
    const own = house(model, { backgroundAtOnce: 1 });
    const busy = await own.json('', later);
    await becomes(own, busy.id, 'in_progress');
    const reply = await own.ask('', { ...later, stream: true });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const events = eventsOf(new TextDecoder().decode((await reader.read()).value));
    expect(typesOf(events)).toEqual(['response.created', 'response.queued']);
    const { id } = events[0].response;
    expect(await own.json(`/${id}`)).toMatchObject({ status: 'queued' });
    await reader.cancel();
    // Cancelled without ever having run.
    await own.json(`/${id}/cancel`, {});
    const log = await own.log(id);
    expect(typesOf(log)).toEqual([...opening, 'response.failed']);
    expect(numbersOf(log)).toEqual([0, 1, 2, 3]);
    await own.gateway.close();
  });

  test('that it is queued, for as long as another one has its conversation', async () => {
    const warnings: string[] = [];
    const logger = { ...silent, warn: (message: string) => void warnings.push(message) };
    const model = scriptedModel('chat', hangs, says('Hello'));
    const own = house(model, { logger });
    const conversation = (await own.json('/../conversations', {})).id;
    const both = await Promise.all([1, 2].map(() => own.json('', { ...later, conversation })));
    await expect.poll(() => warnings).toContain('A background response is tried again.');
    const looks = await Promise.all(both.map(({ id }) => own.json(`/${id}`)));
    expect(looks.map(({ status }) => status).toSorted()).toEqual(['in_progress', 'queued']);
    const [running, waiting] = looks.toSorted((one) => (one.status === 'queued' ? 1 : -1));
    await own.json(`/${running.id}/cancel`, {});
    await becomes(own, waiting.id, 'completed');
    expect(numbersOf(await own.log(waiting.id)).slice(0, 4)).toEqual([0, 1, 2, 3]);
  });

  test('that its model is at work, before that has said anything', async () => {
    const model = scriptedModel('chat', hangs);
    const own = house(model);
    const reply = await own.ask('', { ...later, stream: true });
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    let text = '';
    while (!text.includes('response.in_progress'))
      text += new TextDecoder().decode((await reader.read()).value);
    const events = eventsOf(text);
    expect(typesOf(events)).toEqual(opening);
    const { id } = events[0].response;
    expect(await own.json(`/${id}`)).toMatchObject({ status: 'in_progress', output: [] });
    await reader.cancel();
    await own.json(`/${id}/cancel`, {});
    expect(typesOf(await own.log(id))).toEqual([...opening, 'response.failed']);
    await own.gateway.close();
  });
});

describe.each([
  ['the first reply', true],
  ['a later look', false],
])('who follows a background response: %s', (_, isFirst) => {
  /** A response whose model says one word and waits; its events so far have been read. */
  async function follow(store?: StateStore) {
    const goOn = Promise.withResolvers<void>();
    const model = scriptedModel('chat', async function* (signal) {
      yield chunk({ content: 'Hel' });
      await Promise.race([goOn.promise, silence(signal)]);
      yield chunk({ content: 'lo' });
      yield chunk({}, 'stop');
    });
    const own = house(model, store ? { store } : {});
    const reply = isFirst
      ? await own.ask('', { ...later, stream: true })
      : await own.ask(`/${(await own.json('', later)).id}?stream=true`);
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    let beginning = '';
    while (!beginning.includes('"Hel"')) beginning += decoder.decode((await reader.read()).value);
    const events = eventsOf(beginning);
    const rest = async () => {
      let text = '';
      for (let read = await reader.read(); !read.done; read = await reader.read())
        text += decoder.decode(read.value);
      expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
      return eventsOf(text);
    };
    return { ...own, goOn: goOn.resolve, id: events[0].response.id, events, rest };
  }

  test('is told that the gateway closes, and can go on behind the last number', async () => {
    const { gateway, events, rest } = await follow();
    const reading = rest();
    await gateway.close();
    expect(await reading).toEqual([
      {
        type: 'error',
        sequence_number: events.at(-1).sequence_number,
        error: expect.objectContaining({ code: 'unavailable', message: 'The gateway is closing.' }),
      },
    ]);
  });

  test('hears nothing of a read that fails: it is made again', async () => {
    const inner = createMemoryStore();
    let isDown = false;
    const failures: string[] = [];
    const store: StateStore = {
      ...inner,
      async readEvents(...args) {
        if (!isDown) return inner.readEvents(...args);
        isDown = false;
        failures.push('readEvents');
        throw new Error('read ECONNRESET');
      },
    };
    const { id, goOn, log, events, rest } = await follow(store);
    isDown = true;
    goOn();
    const all = [...events, ...(await rest())];
    expect(failures).toEqual(['readEvents']);
    expect(typesOf(all).at(-1)).toBe('response.completed');
    expect(all).toEqual(await log(id));
  });
});

describe('a background response whose hold is lost', () => {
  /** A store that says so at the first question. */
  function forgetful() {
    const inner = createMemoryStore();
    let isHeld = false;
    const renew: StateStore['renew'] = async (...args) => {
      if (isHeld) return inner.renew(...args);
      isHeld = true;
      return false;
    };
    return { ...inner, renew };
  }

  test('has failed where it had begun to speak: nobody has cancelled it', async () => {
    const model = scriptedModel('chat', async function* (signal) {
      yield chunk({ content: 'Hel' });
      await silence(signal);
    });
    const own = house(model, { store: forgetful() });
    const { id } = await own.json('', later);
    await expect
      .poll(() => own.json(`/${id}`), patiently)
      .toMatchObject({
        status: 'failed',
        error: { code: 'unavailable' },
      });
    expect(typesOf(await own.log(id)).slice(-2)).toEqual(['error', 'response.failed']);
    expect(model.asked).toHaveLength(1);
  });

  test('is made again where it had not', async () => {
    const own = house(scriptedModel('chat', hangs, says('Hello')), { store: forgetful() });
    const { id } = await own.json('', later);
    await expect.poll(() => own.json(`/${id}`), patiently).toMatchObject({ status: 'completed' });
    const events = await own.log(id);
    expect(numbersOf(events)).toEqual([...events.keys()]);
  });
});

test.each(['readEvents', 'write'] as const)(
  'a background response that is cancelled while it begins ends once: its %s takes long',
  async (slow) => {
    const inner = createMemoryStore();
    let cancel = () => {};
    const isBeginning = Promise.withResolvers<void>();
    /** Whoever begins waits until it has been cancelled, and a moment more. */
    const late = async () => {
      isBeginning.resolve();
      await new Promise<void>((resolve) => (cancel = () => setTimeout(resolve, 100)));
    };
    let isFirst = true;
    const store: StateStore = {
      ...inner,
      async readEvents(...args) {
        const batches = await inner.readEvents(...args);
        // Asked for the last number, behind the look whether anything was said.
        const isAsked = slow === 'readEvents' && isFirst && args[2] === 1 && batches.length === 0;
        if (isAsked) {
          isFirst = false;
          await late();
        }
        return batches;
      },
      async write(...args) {
        const begins = args[1].some((change) => change.type === 'append' && change.first === 2);
        if (slow === 'write' && isFirst && begins) {
          isFirst = false;
          await late();
        }
        return inner.write(...args);
      },
    };
    const own = house(scriptedModel('chat', hangs), { store });
    const { id } = await own.json('', later);
    await isBeginning.promise;
    const cancelling = own.json(`/${id}/cancel`, {});
    setTimeout(() => cancel(), 50);
    expect((await cancelling).status).toBe('cancelled');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await own.json(`/${id}`)).status).toBe('cancelled');
    const events = await own.log(id);
    expect(numbersOf(events)).toEqual([...events.keys()]);
    expect(typesOf(events).at(-1)).toBe('response.failed');
  },
);

test('a background response is cancelled though the look for that has failed', async () => {
  const inner = createMemoryStore();
  let isDown = false;
  let failures = 0;
  const store: StateStore = {
    ...inner,
    async get(key) {
      if (!isDown || key.kind !== 'cancel') return inner.get(key);
      isDown = false;
      failures++;
      throw new Error('read ECONNRESET');
    },
  };
  const model = scriptedModel('chat', hangs);
  const own = house(model, { store });
  const { id } = await own.json('', later);
  await expect.poll(() => model.asked.length).toBe(1);
  isDown = true;
  expect((await own.json(`/${id}/cancel`, {})).status).toBe('cancelled');
  expect(failures).toBe(1);
});

/** A hold is renewed every few seconds. */
const patiently = { timeout: 10_000 };

describe('a background response whose process has died', () => {
  /** Its holds end at once, and nobody renews them: the process has died, as far as others know. */
  function deadAfter(inner: StateStore): StateStore {
    return { ...inner, acquire: (key, holder) => inner.acquire(key, holder, 1) };
  }

  async function takeOver(own: House, inner: StateStore, id: string): Promise<void> {
    const store = createKeyedStores(inner)('default');
    // The hold of the one that died ends at some moment.
    await expect.poll(async () => (await store.get('response', id))?.holder).toBeUndefined();
    await runInBackground(store, id, { door: own.door(), holder: 'other' });
  }

  async function startAndDie(say: Say, isSaid: (events: Json[]) => boolean) {
    const inner = createMemoryStore();
    const dying = house(scriptedModel('chat', say), { store: deadAfter(inner) });
    const { id } = await dying.json('', later);
    const events = async () => {
      const batches = await inner.readEvents('default', id, -1, 100);
      return eventsOf(batches.map((batch) => batch.events).join(''));
    };
    await expect.poll(async () => isSaid(await events())).toBe(true);
    const model = scriptedModel('chat', says('Hello'));
    const other = house(model, { store: inner });
    await other.gateway.start();
    return { inner, id, dying, other, model };
  }

  test('is made by another one behind the beginning, where it had said nothing', async () => {
    const { inner, id, other } = await startAndDie(freezes, (events) => events.length === 3);
    await takeOver(other, inner, id);
    expect(await other.json(`/${id}`)).toMatchObject({ status: 'completed' });
    const events = await other.log(id);
    expect(typesOf(events).slice(0, 4)).toEqual([...opening, 'response.output_item.added']);
    expect(numbersOf(events)).toEqual([...events.keys()]);
  });

  test('has failed where it had begun to speak, and the model is not asked again', async () => {
    const { inner, id, other, model } = await startAndDie(
      async function* () {
        yield chunk({ content: 'Hel' });
        await new Promise(() => {});
      },
      (events) => events.length > 3,
    );
    await takeOver(other, inner, id);
    expect(await other.json(`/${id}`)).toMatchObject({ status: 'failed' });
    const events = await other.log(id);
    expect(typesOf(events).slice(-2)).toEqual(['error', 'response.failed']);
    expect(numbersOf(events)).toEqual([...events.keys()]);
    expect(model.asked).toHaveLength(0);
  });
});
