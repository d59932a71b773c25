import type { ResponsesInputItem, ResponsesRequest } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { recordLog } from '../../__fixtures__/records.ts';
import { expandInput } from './expand-input.ts';
import { createMemoryResponseStore } from './memory-response-store.ts';
import { createSealer } from './seal.ts';

const sealer = createSealer({ log: recordLog() });

const user = (content: string): ResponsesInputItem => ({ type: 'message', role: 'user', content });
const answer: ResponsesInputItem = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'hello', annotations: [] }],
};
const reasoning: ResponsesInputItem = {
  type: 'reasoning',
  id: 'rs_1',
  summary: [],
  encrypted_content: 'opaque',
};
const call: ResponsesInputItem = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'f',
  arguments: '{}',
};
const output: ResponsesInputItem = { type: 'function_call_output', call_id: 'call_1', output: 'x' };
const held = [user('first'), reasoning, answer, call];

/** Tenant `a` has a response; whoever asks is told what the request expands to. */
function expand(request: object, tenant = 'a') {
  const store = createMemoryResponseStore();
  void store.set('a', { id: 'resp_1', items: held });
  const warnings: string[] = [];
  const expanded = expandInput({ model: 'm', ...request } as ResponsesRequest, {
    tenant,
    store,
    openCompaction: (sealed) => sealer.open(tenant, 'compaction', sealed),
    isSealed: sealer.isSealed,
    warn: (message) => warnings.push(message),
  });
  return { expanded, warnings };
}

const errorOf = (request: object, tenant?: string) =>
  expand(request, tenant).expanded.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a request without state', () => {
  test.each([
    ['a text', 'hi', [user('hi')]],
    ['items', [user('hi'), answer], [user('hi'), answer]],
    ['nothing', null, []],
    ['reasoning that is whole', [{ ...reasoning, id: 'rs_9' }], [{ ...reasoning, id: 'rs_9' }]],
    [
      'reasoning that is not held',
      [{ type: 'reasoning', id: 'rs_9', summary: [] }],
      [{ type: 'reasoning', id: 'rs_9', summary: [] }],
    ],
    [
      'what an upstream sealed',
      [{ type: 'compaction', encrypted_content: 'gAAAA' }],
      [{ type: 'compaction', encrypted_content: 'gAAAA' }],
    ],
  ])('keeps its input, and stands on it: %s', async (_, input, items) => {
    const { expanded, warnings } = expand({ input });
    expect(await expanded).toEqual({ items, input: undefined, positions: [...items.keys()] });
    expect(warnings).toEqual([]);
  });

  test('may say in so many words that it wants none', async () => {
    const { expanded } = expand({
      input: 'hi',
      previous_response_id: null,
      conversation: null,
      prompt: null,
      background: false,
    });
    expect((await expanded).input).toBeUndefined();
  });
});

describe('a request that goes on from a response', () => {
  test('stands on its context, then on its own input', async () => {
    const { expanded } = expand({ previous_response_id: 'resp_1', input: [output, user('next')] });
    const items = [...held, output, user('next')];
    expect(await expanded).toEqual({
      items,
      input: items,
      positions: [undefined, undefined, undefined, undefined, 0, 1],
    });
  });

  test('may add nothing, or a text', async () => {
    const { items } = await expand({ previous_response_id: 'resp_1' }).expanded;
    expect(items).toEqual(held);
    const spoken = await expand({ previous_response_id: 'resp_1', input: 'next' }).expanded;
    expect(spoken.input).toEqual([...held, user('next')]);
  });

  test.each([
    ['nobody’s', 'resp_9', 'a'],
    ['another tenant’s', 'resp_1', 'b'],
  ])('is refused in the same way for a response that is %s', async (_, id, tenant) => {
    expect(await errorOf({ previous_response_id: id, input: 'x' }, tenant)).toMatchObject({
      code: 'previous_response_not_found',
      status: 400,
      message: `Previous response with id '${id}' not found.`,
      param: 'previous_response_id',
    });
  });

  test('leaves out a reference to what is there already, and says so', async () => {
    const input = [{ type: 'item_reference', id: 'msg_1' }, user('next')];
    const { expanded, warnings } = expand({ previous_response_id: 'resp_1', input });
    expect((await expanded).input).toEqual([...held, user('next')]);
    expect(warnings).toEqual([expect.stringContaining('input[0]')]);
  });
});

describe('items that are only named', () => {
  test('are put in place, also where the type is missing', async () => {
    const input = [{ id: 'fc_1' }, output, { type: 'item_reference', id: 'msg_1' }, user('next')];
    const items = [call, output, answer, user('next')];
    expect(await expand({ input }).expanded).toEqual({
      items,
      input: items,
      positions: [0, 1, 2, 3],
    });
  });

  test.each([
    ['nobody’s', 'msg_9', 'a'],
    ['another tenant’s', 'msg_1', 'b'],
  ])('are refused in the same way when they are %s', async (_, id, tenant) => {
    expect(
      await errorOf({ input: [user('x'), { type: 'item_reference', id }] }, tenant),
    ).toMatchObject({
      code: 'unsupported_parameter',
      message: expect.stringContaining('does not hold'),
      param: 'input[1].id',
    });
  });

  test('get back the reasoning that the client was not shown, of the same tenant only', async () => {
    const bare = { type: 'reasoning', id: 'rs_1', summary: [] };
    const input = [
      bare,
      { ...bare, encrypted_content: null },
      { ...bare, encrypted_content: 'mine' },
    ];
    const { items } = await expand({ input }).expanded;
    expect(items).toEqual([reasoning, reasoning, { ...bare, encrypted_content: 'mine' }]);
    expect((await expand({ input }, 'b').expanded).input).toBeUndefined();
  });
});

describe('what we sealed', () => {
  const sealed = (tenant: string) =>
    sealer.seal(tenant, 'compaction', JSON.stringify([user('sum'), user('mary')]));
  const compaction = (content: string) => ({ type: 'compaction', encrypted_content: content });

  test('is put in place of its seal', async () => {
    const input = [user('kept'), compaction(await sealed('a')), user('next')];
    const items = [user('kept'), user('sum'), user('mary'), user('next')];
    const expanded = await expand({ input }).expanded;
    expect(expanded).toEqual({ items, input: items, positions: [0, 1, 1, 2] });
  });

  test('is refused in the same way when it was changed or is another tenant’s', async () => {
    const text = await sealed('a');
    const errors = [
      await errorOf({ input: [user('x'), compaction(`${text.slice(0, -6)}AAAAAA`)] }),
      await errorOf({ input: [user('x'), compaction(text)] }, 'b'),
    ];
    for (const error of errors) {
      expect(error).toMatchObject({
        code: 'invalid_encrypted_content',
        status: 400,
        message: (errors[0] as Error).message,
        param: 'input[1].encrypted_content',
      });
    }
  });
});

describe('outputs of tools', () => {
  test('find their call in what was held', async () => {
    expect(await errorOf({ previous_response_id: 'resp_1', input: [output] })).toBeUndefined();
  });

  test('without a call are refused with their place in the client’s input', async () => {
    const stray = { ...output, call_id: 'call_9' };
    for (const previous_response_id of ['resp_1', undefined]) {
      expect(await errorOf({ previous_response_id, input: [user('x'), stray] })).toMatchObject({
        code: 'invalid_value',
        message: 'No tool call found for function call output with call_id call_9.',
        param: 'input[1].call_id',
      });
    }
  });
});

describe('state that is not kept here', () => {
  test.each([
    ['conversation', 'conv_1'],
    ['conversation', { id: 'conv_1' }],
    ['prompt', { id: 'pmpt_1' }],
    ['background', true],
  ])('is refused by name: %s', async (param, value) => {
    expect(await errorOf({ input: 'x', [param]: value })).toMatchObject({
      code: 'unsupported_parameter',
      param,
    });
  });
});
