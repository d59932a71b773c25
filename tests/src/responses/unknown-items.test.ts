/** G27 and G28: what the gateway need not understand is kept, passed on or refused by name, and never a 500. */
import type { ResponseResource } from '@gw/schema';
import { always, doneFrame, respond, sseFrame, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import type { House } from '../support/house.ts';
import { eventsOf, faultsOfResponse, faultsOfStream, finalOf } from './support/oracle.ts';
import { chatOnly, native, plainSetups, setups } from './support/setups.ts';

const post = (house: House, body: object) =>
  house.send('/responses', { body: { model: 'test-model', ...body } });

type Items = readonly Readonly<Record<string, unknown>>[];

const inputOf = (house: House) =>
  (house.upstream.requests.at(-1)?.json as { input?: Items } | undefined)?.input ?? [];

const user = { type: 'message', role: 'user', content: 'Go on.' };

const unknown: Items = [
  { type: 'acme:search', id: 'as_1', status: 'completed', query: 'x', score: 1.5 },
  { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search' } },
  { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
  { type: 'local_shell_call', id: 'lsh_1', call_id: 'c', action: { type: 'exec', command: [] } },
  { type: 'shell_call_output', call_id: 'c', output: [{ stdout: 'x' }] },
  { type: 'image_generation_call', id: 'ig_1', status: 'completed', result: 'AAAA' },
  { type: 'something_of_tomorrow' },
];

/** Nothing of these is in any contract. */
const senseless: readonly unknown[] = [
  null,
  7,
  'text',
  [],
  {},
  { type: null },
  { type: 7 },
  { type: 'message' },
  { type: 'message', role: 'user' },
  { type: 'message', role: 'user', content: 7 },
  { type: 'message', role: 'user', content: [null, 7, {}] },
  { type: 'message', role: 'nobody', content: 'x' },
  { type: 'message', role: 'user', content: [{ type: 'acme:part', x: 1 }] },
  { type: 'function_call' },
  { type: 'function_call', call_id: 7, name: null, arguments: {} },
  { type: 'function_call_output' },
  { type: 'function_call_output', call_id: null, output: null },
  { type: 'reasoning' },
  { type: 'reasoning', summary: null, content: 7, encrypted_content: {} },
  { type: 'reasoning', id: 'rs_1', summary: [null, 7], encrypted_content: 'gwo1.!!' },
  { type: 'compaction' },
  { type: 'compaction', encrypted_content: 7 },
  { type: 'compaction', encrypted_content: 'gwe1.x' },
  { type: 'item_reference' },
  { type: 'item_reference', id: 7 },
  { id: null },
];

// G28
describe('items that nobody knows', () => {
  it.each(unknown.map((item) => [item.type, item]))(
    '%s passes to an upstream that speaks Responses, whole, and is kept',
    async (_type, item) => {
      await using house = await plainSetup(native).open();
      const first = await post(house, { input: [item, user] });
      expect([first.status, first.json()]).toMatchObject([200, { status: 'completed' }]);
      expect(inputOf(house)).toEqual([item, user]);
      const { id } = first.json() as { id: string };
      expect((await post(house, { input: 'x', previous_response_id: id })).status).toBe(200);
      expect(inputOf(house)[0]).toEqual(item);
    },
  );

  it.each(unknown.map((item) => [item.type, item]))(
    '%s is refused by name where the upstream speaks chat',
    async (_type, item) => {
      await using house = await plainSetup(chatOnly).open();
      for (const isStreamed of [false, true]) {
        const reply = await post(house, { input: [user, item], stream: isStreamed });
        expect([reply.status, reply.json()]).toMatchObject([
          400,
          { error: { code: 'unsupported_parameter', param: 'input[1].type' } },
        ]);
      }
      expect(house.upstream.requests).toEqual([]);
    },
  );

  describe.each(plainSetups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
    it.each(senseless)('%j is never a 500', async (item) => {
      await using house = await setup.open();
      for (const path of ['/responses', '/responses/compact', '/responses/input_tokens']) {
        for (const isStreamed of path === '/responses' ? [false, true] : [false]) {
          const body = { model: 'test-model', input: [user, item], stream: isStreamed };
          const reply = await house.send(path, { body });
          expect([path, reply.status < 500]).toEqual([path, true]);
          if (reply.status === 200) continue;
          expect(Object.keys((reply.json() as { error: object }).error)).toEqual([
            'message',
            'type',
            'param',
            'code',
          ]);
        }
      }
      expect(house.log.filter(({ level }) => level === 'error')).toEqual([]);
    });

    it.each(senseless)('as a tool, as a choice, as a format, %j is never a 500', async (value) => {
      await using house = await setup.open();
      for (const members of [
        { tools: value },
        { tools: [value] },
        { tool_choice: value },
        { text: value },
        { text: { format: value } },
        { reasoning: value },
        { include: value },
        { metadata: value },
        { input: value },
        { stream_options: value },
      ]) {
        const reply = await post(house, { input: 'x', ...members });
        const [name] = Object.keys(members);
        expect([name, reply.status < 500, reply.text]).toEqual([name, true, expect.any(String)]);
      }
      expect(house.log.filter(({ level }) => level === 'error')).toEqual([]);
    });
  });
});

// G27
describe('phase', () => {
  const phased = { type: 'message', role: 'assistant', content: 'Hm.', phase: 'commentary' };

  it('of the input is kept, also for what goes on from it', async () => {
    await using house = await plainSetup(native).open();
    const first = await post(house, { input: [user, phased, user] });
    expect(inputOf(house)[1]).toEqual(phased);
    const { id } = first.json() as { id: string };
    await post(house, { input: 'x', previous_response_id: id });
    expect(inputOf(house)[1]).toEqual(phased);
  });

  it('is nothing that chat could say; the answer is good without it', async () => {
    await using house = await plainSetup(chatOnly).open();
    const reply = await post(house, { input: [user, phased, user] });
    expect(reply.status).toBe(200);
    expect(house.upstream.requests[0]?.text).not.toContain('phase');
  });

  const answering = setups.filter(
    ({ target }) => target === native || target.name === 'native, has nulls',
  );

  it.each(answering.map((setup) => [setup.name, setup] as const))(
    'of an answer is kept, streamed or not, and never null: %s',
    async (_name, setup) => {
      await using house = await setup.open();
      const item = (phase: string | null | undefined, id: string) => ({
        id,
        type: 'message',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'Hm.', annotations: [], logprobs: [] }],
        ...(phase !== undefined && { phase }),
      });
      const isRepaired = setup.target !== native;
      const last = item(isRepaired ? null : undefined, 'msg_2');
      house.upstream.script(answersItems([item('commentary', 'msg_1'), last]));
      const whole = (await post(house, { input: 'x' })).json() as unknown as ResponseResource;
      const { text } = await post(house, { input: 'x', stream: true });
      expect(faultsOfResponse(whole)).toEqual([]);
      expect(faultsOfStream(text)).toEqual([]);
      for (const { output } of [whole, finalOf(eventsOf(text))]) {
        expect(output).toMatchObject([{ phase: 'commentary' }, {}]);
        expect(output[1]).not.toHaveProperty('phase');
      }
      await post(house, { input: 'y', previous_response_id: whole.id });
      expect(inputOf(house)[1]).toMatchObject({ phase: 'commentary' });
    },
  );
});

function plainSetup(target: typeof native) {
  const setup = plainSetups.find((each) => each.target === target);
  if (!setup) throw new Error('There is no such set-up.');
  return setup;
}

/** A native upstream that says these finished messages. */
function answersItems(items: Items) {
  const told = (status: string, output: Items) => ({
    id: 'resp_up',
    object: 'response',
    created_at: 1,
    completed_at: status === 'completed' ? 2 : null,
    status,
    model: 'm',
    output,
    usage:
      status === 'completed'
        ? {
            input_tokens: 1,
            output_tokens: 1,
            total_tokens: 2,
            input_tokens_details: { cached_tokens: 0 },
            output_tokens_details: { reasoning_tokens: 0 },
          }
        : null,
  });
  const events = [
    { type: 'response.created', response: told('in_progress', []) },
    { type: 'response.in_progress', response: told('in_progress', []) },
    ...items.flatMap(itemEvents),
    { type: 'response.completed', response: told('completed', items) },
  ];
  const frames = events.map((event, sequence_number) =>
    sseFrame({ sequence_number, ...event }, event.type),
  );
  const whole = respond({ json: told('completed', items) });
  return always((answer, request, context) => {
    const { stream: isStreamed } = request.json as { stream?: boolean };
    return (isStreamed ? stream([...frames, doneFrame]) : whole)(answer, request, context);
  });
}

function itemEvents(item: Readonly<Record<string, unknown>>, output_index: number) {
  const [part] = item.content as readonly { text: string }[];
  const place = { item_id: item.id, output_index, content_index: 0 };
  const text = part?.text ?? '';
  return [
    {
      type: 'response.output_item.added',
      output_index,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...place, part: { ...part, text: '' } },
    { type: 'response.output_text.delta', ...place, delta: text, logprobs: [] },
    { type: 'response.output_text.done', ...place, text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part },
    { type: 'response.output_item.done', output_index, item },
  ];
}
