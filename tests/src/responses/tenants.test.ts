/** What belongs to one tenant is, for every other, as if it had never been. */
import { serveWebSocket } from '@gw/adapter-node/websocket';
import { apiKeys } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { scenarios } from './support/scenarios.ts';
import { plainSetups, type Setup } from './support/setups.ts';
import { openSocket, type Socket } from './support/socket.ts';

/** Ids of tenant A's. */
interface Held {
  readonly response: string;
  readonly message: string;
  readonly reasoning: string;
  readonly call: string;
  readonly callId: string;
  readonly otherCallId: string;
}

const user = { type: 'message', role: 'user', content: 'Go on.' };
const withTool = (tool: object) => ({ input: 'Go on.', tools: [tool] });
const withItem = (item: object) => ({ input: [item, user] });
const withPart = (part: object) => withItem({ type: 'message', role: 'user', content: [part] });

/** Every field that could lead to state; and which of the ids leads there. */
const fields: readonly (readonly [string, keyof Held, (id: string) => object])[] = [
  ['previous_response_id', 'response', (id) => ({ previous_response_id: id, input: 'Go on.' })],
  ['item_reference', 'message', (id) => withItem({ type: 'item_reference', id })],
  ['item_reference to a call', 'call', (id) => withItem({ type: 'item_reference', id })],
  ['item_reference without a type', 'message', (id) => withItem({ id })],
  ['item_reference, type null', 'message', (id) => withItem({ id, type: null })],
  [
    'reasoning with an id only',
    'reasoning',
    (id) => withItem({ type: 'reasoning', id, summary: [] }),
  ],
  ['item_reference to reasoning', 'reasoning', (id) => withItem({ type: 'item_reference', id })],
  [
    'an output of a call',
    'callId',
    (call_id) => withItem({ type: 'function_call_output', call_id, output: '1' }),
  ],
  ['conversation', 'response', (id) => ({ conversation: id, input: 'Go on.' })],
  ['conversation by object', 'response', (id) => ({ conversation: { id }, input: 'Go on.' })],
  ['prompt', 'response', (id) => ({ prompt: { id }, input: 'Go on.' })],
  ['input_file', 'message', (file_id) => withPart({ type: 'input_file', file_id })],
  ['input_image', 'message', (file_id) => withPart({ type: 'input_image', file_id })],
  [
    'a file in an output',
    'message',
    (file_id) => ({
      input: [
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_file', file_id }] },
      ],
    }),
  ],
  [
    'vector_store_ids',
    'message',
    (id) => withTool({ type: 'file_search', vector_store_ids: [id] }),
  ],
  ['container', 'message', (id) => withTool({ type: 'code_interpreter', container: id })],
  [
    'file_ids of a container',
    'message',
    (id) => withTool({ type: 'code_interpreter', container: { type: 'auto', file_ids: [id] } }),
  ],
  [
    'a response to compare with',
    'response',
    (id) => ({ input: 'Go on.', prompt_cache_options: { comparison_response_id: id } }),
  ],
];

const paths = ['/responses', '/responses/compact', '/responses/input_tokens'] as const;

const openTenants = (setup: Setup) =>
  setup.open({
    use: [apiKeys({ 'sk-a': 'tenant-a', 'sk-b': 'tenant-b' })],
    serve: { webSocket: serveWebSocket },
  });

const post = (house: House, key: string, body: object, path: string = '/responses') =>
  house.send(path, {
    body: { model: 'test-model', ...body },
    headers: { authorization: `Bearer ${key}` },
  });

const turn = (socket: Socket, body: object) => socket.turn({ model: 'test-model', ...body });

describe.each(plainSetups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  let house: House;
  let held: Held;
  beforeAll(async () => {
    house = await openTenants(setup);
    held = await makeState(house, setup);
  });
  afterAll(() => house.close());

  it('tenant A finds what it made', async () => {
    const asked = [
      { previous_response_id: held.response, input: outputs(held.callId, held.otherCallId) },
      { input: [{ type: 'item_reference', id: held.message }, user] },
      { input: [{ type: 'item_reference', id: held.call }, ...outputs(held.callId)] },
    ];
    for (const body of asked) expect((await post(house, 'sk-a', body)).status).toBe(200);
  });

  describe.each(fields)('%s', (_name, kind, bodyWith) => {
    it.each(paths)('tenant B at %s learns nothing, and the upstream neither', async (path) => {
      const ask = async (id: string, more: object) => {
        // Nothing that B names becomes B's own.
        const body = { store: false, ...bodyWith(id), ...more };
        const reply = await post(house, 'sk-b', body, path);
        return { status: reply.status, body: anonymous(reply.text, id) };
      };
      house.upstream.reset();
      for (const more of path === '/responses' ? [{}, { stream: true }] : [{}]) {
        expect(await ask(held[kind], more)).toEqual(await ask(neverLike(held[kind]), more));
      }
      expectUntold(house, held);
    });

    it('tenant B on a WebSocket learns nothing, and the upstream neither', async () => {
      const ask = async (id: string) => {
        const socket = await openSocket(house, 'sk-b');
        const told = await turn(socket, { store: false, ...bodyWith(id) });
        expect(socket.isOpen).toBe(true);
        socket.close();
        return anonymous(JSON.stringify(told), id);
      };
      house.upstream.reset();
      expect(await ask(held[kind])).toEqual(await ask(neverLike(held[kind])));
      expectUntold(house, held);
    });
  });

  it('no id of A is known at any other path', async () => {
    for (const method of ['GET', 'DELETE']) {
      for (const key of ['sk-a', 'sk-b']) {
        const headers = { authorization: `Bearer ${key}` };
        const ask = async (id: string) => {
          const reply = await house.send(`/responses/${id}`, { method, headers });
          return { status: reply.status, body: anonymous(reply.text, id) };
        };
        expect(await ask(held.response)).toEqual(await ask(neverLike(held.response)));
      }
    }
  });

  it('names of caches and users go upstream as hashes, and come back as they were sent', async () => {
    const names = { prompt_cache_key: 'chat-7', safety_identifier: 'user-7' };
    const sent: Record<string, unknown>[] = [];
    for (const key of ['sk-a', 'sk-b', 'sk-a']) {
      house.upstream.reset();
      const reply = await post(house, key, { input: 'x', ...names });
      expect(reply.json()).toMatchObject(names);
      const streamed = await post(house, key, { input: 'x', ...names, stream: true });
      expect(streamed.text).toContain('"prompt_cache_key":"chat-7"');
      expect(streamed.text).toContain('"safety_identifier":"user-7"');
      const [asked, again] = house.upstream.requests.map(({ json }) => json);
      expect(again).toMatchObject(pickNames(asked));
      sent.push(pickNames(asked));
      expect(house.upstream.requests.some(({ text }) => /chat-7|user-7/.test(text))).toBe(false);
    }
    const [ofA, ofB, ofAAgain] = sent;
    expect(ofA).toEqual(ofAAgain);
    expect(Object.values(ofA ?? {})).toEqual([
      expect.stringMatching(/^[0-9a-f]{32,64}$/),
      expect.stringMatching(/^[0-9a-f]{32,64}$/),
    ]);
    expect(ofB?.prompt_cache_key).not.toBe(ofA?.prompt_cache_key);
    expect(ofB?.safety_identifier).not.toBe(ofA?.safety_identifier);
  });

  it('the upstream is never asked to keep anything', async () => {
    for (const store of [true, false, undefined, null]) {
      house.upstream.reset();
      await post(house, 'sk-a', { input: 'x', store });
      const sent = house.upstream.requests[0]?.json as { store?: unknown };
      expect(sent.store ?? false).toBe(false);
    }
  });

  it('a compaction of A is, for B, like one that was changed', async () => {
    const compact = async (key: string) => {
      const reply = await post(house, key, { input: 'My name is Ada.' }, '/responses/compact');
      return (reply.json().output as Record<string, unknown>[]).at(-1) ?? {};
    };
    const ofA = await compact('sk-a');
    expect(ofA.type).toBe('compaction');
    expect((await post(house, 'sk-a', { input: [ofA, user] })).status).toBe(200);
    const changed = `${String(ofA.encrypted_content).slice(0, -4)}AAAA`;
    const ofNobody = { ...ofA, encrypted_content: changed };
    const refused = await post(house, 'sk-b', { input: [ofNobody, user] });
    expect(refused.status).toBe(400);
    const stolen = await post(house, 'sk-b', { input: [ofA, user] });
    expect([stolen.status, stolen.json()]).toEqual([refused.status, refused.json()]);
    const socket = await openSocket(house, 'sk-b');
    const told = await turn(socket, { input: [ofA, user] });
    expect(told).toEqual(await turn(socket, { input: [ofNobody, user] }));
  });
});

/** A response of A's with an item of each kind. */
async function makeState(house: House, setup: Setup): Promise<Held> {
  const scenario = scenarios.find(({ name }) => /encrypted, and calls$/.test(name));
  if (!scenario) throw new Error('There is no such scenario.');
  setup.script(house, scenario);
  const called = (
    await post(house, 'sk-a', scenario.request)
  ).json() as unknown as ResponseResource;
  house.upstream.reset();
  const said = (await post(house, 'sk-a', { input: 'x' })).json() as unknown as ResponseResource;
  const output = called.output as readonly { id: string; type: string; call_id?: string }[];
  const [reasoning, call, otherCall] = output;
  expect(output.map(({ type }) => type)).toEqual(['reasoning', 'function_call', 'function_call']);
  return {
    response: called.id,
    message: said.output[0]?.id ?? '',
    reasoning: reasoning?.id ?? '',
    call: call?.id ?? '',
    callId: call?.call_id ?? '',
    otherCallId: otherCall?.call_id ?? '',
  };
}

function outputs(...callIds: readonly string[]): object[] {
  return callIds.map((call_id) => ({ type: 'function_call_output', call_id, output: '1' }));
}

/** An id of the same kind and length that never was. */
function neverLike(id: string): string {
  return id.replace(/(?<=_).*/, (rest) => 'z'.repeat(rest.length));
}

/** Without the id that was asked for, and without what differs between any two answers. */
function anonymous(text: string, id: string): string {
  return text
    .replaceAll(id, '<asked>')
    .replaceAll(/(resp|msg|rs|fc|call|cmp)_[\w-]+/g, '<$1>')
    .replaceAll(/("(?:created_at|completed_at)":)\d+/g, '$10')
    .replaceAll(/("encrypted_content":)"[^"]*"/g, '$1"<opaque>"')
    .replaceAll(/("obfuscation":)"[^"]*"/g, '$1""');
}

function expectUntold(house: House, held: Held): void {
  const texts = house.upstream.requests.map(({ text, path, query }) => `${path}${query}${text}`);
  for (const id of Object.values(held)) {
    expect(texts.filter((text) => text.includes(id))).toEqual([]);
  }
}

function pickNames(request: unknown): Record<string, unknown> {
  const { prompt_cache_key, safety_identifier } = request as Record<string, unknown>;
  return { prompt_cache_key, safety_identifier };
}
