import { describe, expect, it } from 'vitest';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';

async function refusedBy(upstream: Upstream, body: object, path = '/responses') {
  const { status, text } = await sendRaw(upstream.url + path, { body: { model: 'm', ...body } });
  const { error } = JSON.parse(text);
  return [status, error?.param, error?.code];
}

const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' };
const output = { type: 'function_call_output', call_id: 'call_1', output: 'x' };

it.each([
  [
    'an earlier response',
    { input: 'x', previous_response_id: 'resp_1' },
    400,
    'previous_response_id',
    'previous_response_not_found',
  ],
  ['a conversation', { input: 'x', conversation: 'conv_1' }, 404, null, null],
  ['a conversation by its object', { input: 'x', conversation: { id: 'conv_1' } }, 404, null, null],
  ['a prompt', { prompt: { id: 'pmpt_1' } }, 404, 'prompt', null],
  ['the background', { input: 'x', background: true }, 400, 'background', 'unsupported_value'],
  ['an item', { input: [{ type: 'item_reference', id: 'msg_1' }] }, 404, 'input', null],
  ['an item by its id alone', { input: [{ id: 'msg_1' }] }, 404, 'input', null],
  ['a call that is not there', { input: [output] }, 400, 'input', null],
  ['a result that is not there', { input: [call] }, 400, 'input', null],
  [
    'reasoning of others',
    { input: [{ type: 'reasoning', summary: [], encrypted_content: 'gAAAAx' }] },
    400,
    'input',
    'invalid_encrypted_content',
  ],
  ['no input', {}, 400, 'input', 'missing_required_parameter'],
  ['no model', { model: null, input: 'x' }, 400, 'model', 'missing_required_parameter'],
  [
    'too few tokens',
    { input: 'x', max_output_tokens: 15 },
    400,
    'max_output_tokens',
    'invalid_type',
  ],
])('the upstream refuses %s', async (_what, body, status, param, code) => {
  await using upstream = await startUpstream();
  expect(await refusedBy(upstream, body)).toEqual([status, param, code]);
});

describe('opaque content', () => {
  const reasoning = { effort: 'low' as const };
  const include = ['reasoning.encrypted_content' as const];

  it('is taken back where it was made, and nowhere else', async () => {
    await using maker = await startUpstream();
    await using other = await startUpstream();
    const asked = { model: 'm', input: 'wörld 👋🏽', reasoning, include };
    const { output: items } = await createClient(maker).responses.create(asked);
    expect(items[0]).toMatchObject({ encrypted_content: expect.stringMatching(/^gAAAA/) });
    const input = [...items, { type: 'message', role: 'user', content: 'and now?' }];
    const { status } = await sendRaw(`${maker.url}/responses`, { body: { model: 'm', input } });
    expect(status).toBe(200);
    const refused = [400, 'input', 'invalid_encrypted_content'];
    expect(await refusedBy(other, { input })).toEqual(refused);
    const [item] = items;
    const content = item?.type === 'reasoning' ? `${item.encrypted_content}` : '';
    const changed = { ...item, encrypted_content: content.replace(/..$/, 'AA') };
    expect(await refusedBy(maker, { input: [changed] })).toEqual(refused);
  });

  it('is not there unless it is included', async () => {
    await using upstream = await startUpstream();
    const asked = { model: 'm', input: 'x', reasoning };
    const { output: items } = await createClient(upstream).responses.create(asked);
    expect(items[0]).not.toHaveProperty('encrypted_content');
  });
});

describe('compaction', () => {
  const input = [
    { role: 'user' as const, content: 'one two' },
    { role: 'assistant' as const, content: 'three' },
  ];

  it('keeps what the user said and puts the rest into one item, which is taken back', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const compacted = await client.responses.compact({ model: 'm', input });
    expect(compacted).toMatchObject({
      object: 'response.compaction',
      created_at: 1_764_967_971,
      output: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'one two' }] },
        { type: 'compaction', encrypted_content: expect.stringMatching(/^gAAAA/) },
      ],
      usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    });
    const body = { model: 'm', input: [...compacted.output, { role: 'user', content: 'go on' }] };
    const reply = await sendRaw(`${upstream.url}/responses`, { body });
    expect(JSON.parse(reply.text).output[0].content[0].text).toBe('You wrote: go on');
    await using other = await startUpstream();
    expect(await refusedBy(other, body)).toEqual([400, 'input', 'invalid_encrypted_content']);
  });

  it('needs a model and holds nothing either', async () => {
    await using upstream = await startUpstream();
    const refused = (body: object) => refusedBy(upstream, body, '/responses/compact');
    expect(await refused({ model: null, input })).toEqual([
      400,
      'model',
      'missing_required_parameter',
    ]);
    expect(await refused({ previous_response_id: 'resp_1' })).toEqual([
      400,
      'previous_response_id',
      'previous_response_not_found',
    ]);
  });
});

it('counts the tokens of a request as its answer does', async () => {
  await using upstream = await startUpstream();
  const client = createClient(upstream);
  const asked = { model: 'm', input: 'one two three', instructions: 'Be brief.' };
  const counted = await client.responses.inputTokens.count(asked);
  expect(counted).toMatchObject({ object: 'response.input_tokens', input_tokens: 5 });
  expect((await client.responses.create(asked)).usage?.input_tokens).toBe(5);
});
