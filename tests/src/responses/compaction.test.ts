/** G25: what a compaction gives goes back in as it is, and nothing else does. */
import { serveWebSocket } from '@gw/adapter-node/websocket';
import type { CompactResource } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { contract, faultsOfEvents, faultsOfResponse } from './support/oracle.ts';
import { chatOnly, native, setups } from './support/setups.ts';
import { openSocket } from './support/socket.ts';

const setupsHere = setups.filter(({ target }) => target === native || target === chatOnly);
const input = [
  { type: 'message', role: 'user', content: 'My name is Ada.' },
  { type: 'message', role: 'assistant', content: 'Hello, Ada.' },
  { type: 'message', role: 'user', content: 'I live in Paris.' },
];
const next = { type: 'message', role: 'user', content: 'Who am I?' };

async function compact(house: House, members: object): Promise<CompactResource> {
  const reply = await house.send('/responses/compact', {
    body: { model: 'test-model', ...members },
  });
  expect(reply.status).toBe(200);
  const resource = reply.json() as unknown as CompactResource;
  expect(contract.compaction(resource)).toEqual([]);
  return resource;
}

const post = (house: House, body: object) =>
  house.send('/responses', { body: { model: 'test-model', ...body } });

/** Changes one character in the middle of what is encrypted. */
function tamper({ output }: CompactResource): object[] {
  return output.map((item) => {
    if (item.type !== 'compaction') return item;
    const { encrypted_content: sealed } = item;
    const at = Math.floor(sealed.length / 2);
    const other = sealed[at] === 'A' ? 'B' : 'A';
    return { ...item, encrypted_content: sealed.slice(0, at) + other + sealed.slice(at + 1) };
  });
}

describe.each(setupsHere.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
  const open = () => setup.open({ serve: { webSocket: serveWebSocket } });

  it('has usage and one compaction, and no id to go on from', async () => {
    await using house = await open();
    const { id, output, usage } = await compact(house, { input, prompt_cache_key: 'k' });
    expect(output.filter(({ type }) => type === 'compaction')).toHaveLength(1);
    expect(output.at(-1)?.type).toBe('compaction');
    expect(usage.total_tokens).toBe(usage.input_tokens + usage.output_tokens);
    const reply = await post(house, { input: 'x', previous_response_id: id });
    expect([reply.status, reply.json()]).toMatchObject([
      400,
      { error: { code: 'previous_response_not_found', param: 'previous_response_id' } },
    ]);
  });

  it('goes back in over HTTP, streamed or not, and over a WebSocket', async () => {
    await using house = await open();
    const { output } = await compact(house, { input });
    const again = { input: [...output, next] };
    const whole = await post(house, again);
    expect(whole.status).toBe(200);
    expect(faultsOfResponse(whole.json())).toEqual([]);
    expect(whole.text).toContain('You wrote: Who am I?');
    expect((await post(house, { ...again, stream: true })).text).toContain('response.completed');
    const socket = await openSocket(house);
    const told = await socket.turn({ model: 'test-model', ...again });
    expect(faultsOfEvents(told)).toEqual([]);
    expect(told.at(-1)?.type).toBe('response.completed');
  });

  it('the user’s words go up, and the summary where no upstream has sealed it', async () => {
    await using house = await open();
    const { output } = await compact(house, { input });
    house.upstream.reset();
    await post(house, { input: [...output, next] });
    const [asked] = house.upstream.requests;
    expect(asked?.text).toContain('My name is Ada.');
    expect(asked?.text).toContain('Who am I?');
    expect(asked?.text.includes('encrypted_content')).toBe(setup.target === native);
  });

  it('starts from a response that is held', async () => {
    await using house = await open();
    const first = (await post(house, { input: 'one' })).json() as { id: string };
    house.upstream.reset();
    await compact(house, { input: 'two', previous_response_id: first.id });
    expect(house.upstream.requests[0]?.text).toContain('You wrote: one');
    expect(house.upstream.requests[0]?.text).not.toContain('previous_response_id');
  });

  it('can be continued by the response that began with it', async () => {
    await using house = await open();
    const { output } = await compact(house, { input });
    const first = (await post(house, { input: [...output, next] })).json() as { id: string };
    house.upstream.reset();
    const reply = await post(house, { input: 'three', previous_response_id: first.id });
    expect(reply.status).toBe(200);
    const { text } = house.upstream.requests[0] ?? { text: '' };
    const places = ['My name is Ada.', 'Who am I?', 'three'].map((part) => text.indexOf(part));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it('changed, it is 400, over HTTP and over a WebSocket', async () => {
    await using house = await open();
    const spoiled = [...tamper(await compact(house, { input })), next];
    for (const stream of [false, true]) {
      const reply = await post(house, { input: spoiled, stream });
      expect([reply.status, reply.json()]).toMatchObject([
        400,
        { error: { type: 'invalid_request_error', code: 'invalid_encrypted_content' } },
      ]);
    }
    const socket = await openSocket(house);
    expect(await socket.turn({ model: 'test-model', input: spoiled })).toMatchObject([
      { type: 'error', status: 400, error: { code: 'invalid_encrypted_content' } },
    ]);
  });

  it('needs a model', async () => {
    await using house = await open();
    const reply = await house.send('/responses/compact', { body: { input } });
    expect([reply.status, reply.json()]).toMatchObject([
      400,
      { error: { param: 'model', code: 'missing_required_parameter' } },
    ]);
  });
});
