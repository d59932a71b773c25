import { describe, expect, test } from 'vitest';
import type { ApiName, ApiRequest } from './api.ts';
import type { MutableContext } from './call.ts';
import type { Target } from './registry.ts';
import { ownUpstreamIds } from './upstream-state.ts';
import { membersAroundIds } from './upstream-state-ids.ts';

const ctx = { identity: { tenant: 'b' } } as MutableContext;

/** What a target's own request would have replaced in it, and what is told about that. */
async function ask(api: ApiName, request: object, upstreamState?: Target['upstreamState']) {
  const warnings: string[] = [];
  const edits = await ownUpstreamIds(ctx, api, { upstreamState } as Target, request as ApiRequest, {
    warn: (message) => warnings.push(message),
    keepsState: true,
  });
  return { edits, warnings };
}

const user = { role: 'user', content: 'hi' };
const message = (part: object) => ({ input: [user, { role: 'user', content: [part] }] });
const output = (part: object) => ({ input: [{ type: 'function_call_output', output: [part] }] });
const tool = (members: object) => ({
  input: 'x',
  tools: [{ type: 'function', name: 'f' }, members],
});

/** Every field in which an upstream would look for what belongs to whoever has its key. */
const fields: readonly [param: string, request: object][] = [
  ['previous_response_id', { previous_response_id: 'resp_a' }],
  ['conversation', { conversation: 'conv_a' }],
  ['conversation', { conversation: { id: 'conv_a' } }],
  ['prompt', { prompt: { id: 'pmpt_a' } }],
  [
    'prompt_cache_options.comparison_response_id',
    { prompt_cache_options: { comparison_response_id: 'resp_a' } },
  ],
  ['input[1].id', { input: [user, { type: 'item_reference', id: 'msg_a' }] }],
  ['input[1].id', { input: [user, { id: 'msg_a' }] }],
  ['input[1].id', { input: [user, { id: 'msg_a', type: null, role: 'user' }] }],
  ['input[1].content[0].file_id', message({ type: 'input_image', file_id: 'file-a' })],
  ['input[1].content[0].file_id', message({ type: 'input_file', file_id: 'file-a' })],
  ['input[0].output[0].file_id', output({ type: 'input_file', file_id: 'file-a' })],
  ['input[0].output[0].annotations[0].file_id', output({ annotations: [{ file_id: 'file-a' }] })],
  [
    'input[0].output.file_id',
    { input: [{ type: 'computer_call_output', output: { file_id: 'file-a' } }] },
  ],
  ['input[0].container_id', { input: [{ type: 'code_interpreter_call', container_id: 'cntr_a' }] }],
  [
    'input[0].environment.container_id',
    { input: [{ type: 'shell_call', environment: { container_id: 'cntr_a' } }] },
  ],
  [
    'input[0].tools[0].vector_store_ids',
    { input: [{ type: 'additional_tools', tools: [{ vector_store_ids: ['vs_a'] }] }] },
  ],
  ['tools[1].vector_store_ids', tool({ type: 'file_search', vector_store_ids: ['vs_a'] })],
  ['tools[1].container', tool({ type: 'code_interpreter', container: 'cntr_a' })],
  [
    'tools[1].container.file_ids',
    tool({ type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-a'] } }),
  ],
  [
    'tools[1].environment.container_id',
    tool({ type: 'shell', environment: { container_id: 'cntr_a' } }),
  ],
  [
    'tools[1].environment.skills[0].skill_id',
    tool({ type: 'shell', environment: { skills: [{ skill_id: 'skill_a' }] } }),
  ],
  [
    'tools[1].input_image_mask.file_id',
    tool({ type: 'image_generation', input_image_mask: { file_id: 'file-a' } }),
  ],
  ['tools[1].tunnel_id', tool({ type: 'mcp', server_label: 'x', tunnel_id: 'tunnel_a' })],
  [
    'tool_choice.tools[0].vector_store_ids',
    { tool_choice: { tools: [{ vector_store_ids: ['vs_a'] }] } },
  ],
];

describe('ids of another tenant', () => {
  test.each(fields)('are refused by name: %s in %j', async (param, request) => {
    for (const api of ['responses', 'compact', 'input_tokens'] as const) {
      await expect(ask(api, request)).rejects.toMatchObject({
        code: 'unsupported_parameter',
        status: 400,
        param,
      });
    }
  });

  const inside = fields.map(([param]) => param).filter((param) => /^(input|tool)/.test(param));

  test.each(inside)('stand under names that must be unambiguous: %s', (param) => {
    const [, ...names] = param.replaceAll(/\[\d+\]/g, '').split('.');
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(membersAroundIds).toContain(name);
  });

  test.each(fields)(
    'go on to a target that belongs to one tenant: %s in %j',
    async (_, request) => {
      expect(await ask('responses', request, 'forward')).toEqual({ edits: {}, warnings: [] });
    },
  );

  test.each([
    ['reasoning', { type: 'reasoning', id: 'rs_a', summary: [] }],
    [
      'reasoning with nothing in it',
      { type: 'reasoning', id: 'rs_a', summary: [], encrypted_content: '' },
    ],
    ['a picture', { type: 'image_generation_call', id: 'ig_a', status: 'completed' }],
    ['a picture that is not there', { type: 'image_generation_call', id: 'ig_a', result: null }],
  ])('are left out with a warning where they are all of an item: %s', async (_, item) => {
    const { edits, warnings } = await ask('input_tokens', { input: [user, item, user] });
    expect(edits).toEqual({ input: [user, user] });
    expect(warnings).toEqual([expect.stringContaining('input[1]')]);
  });

  test('are left out of what an answer cited', async () => {
    const link = {
      type: 'url_citation',
      url: 'https://x',
      title: 'x',
      start_index: 0,
      end_index: 1,
    };
    const answer = (annotations: object[]) => ({
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      content: [
        { type: 'output_text', text: 'x', annotations },
        { type: 'refusal', refusal: 'x' },
      ],
    });
    const cited = [
      { type: 'file_citation', file_id: 'file-a', filename: 'x', index: 0 },
      link,
      { type: 'container_file_citation', container_id: 'cntr_a', file_id: 'cfile_a' },
    ];
    const { edits, warnings } = await ask('input_tokens', { input: [user, answer(cited)] });
    expect(edits).toEqual({ input: [user, answer([link])] });
    expect(warnings).toEqual([expect.stringContaining('input[1]')]);
  });
});

describe('what is no id of the upstream', () => {
  const schema = { type: 'object', properties: { file_id: { type: 'string' } }, container: 'x' };

  test.each([
    ['a text', { input: 'file_id' }],
    [
      'nothing',
      { input: null, previous_response_id: null, conversation: null, prompt: null, tools: null },
    ],
    ['a picture by link', message({ type: 'input_image', image_url: 'https://x', file_id: null })],
    [
      'items with ids and all they say',
      {
        input: [
          { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'x' },
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'x' }] },
          { type: 'message', id: 'msg_1', role: 'assistant', content: 'x' },
          {
            type: 'function_call',
            id: 'fc_1',
            call_id: 'c',
            name: 'f',
            arguments: '{"file_id":"x"}',
          },
          { type: 'image_generation_call', id: 'ig_1', result: 'AAAA' },
          { type: 'compaction', id: 'cmp_1', encrypted_content: 'x' },
        ],
      },
    ],
    ['a function’s parameters', tool({ type: 'function', name: 'f', parameters: schema })],
    [
      'a function in a namespace',
      tool({ type: 'namespace', name: 'n', tools: [{ type: 'function', parameters: schema }] }),
    ],
    [
      'tools of a server',
      { input: [{ type: 'mcp_list_tools', tools: [{ name: 'x', input_schema: schema }] }] },
    ],
    ['a format', { input: [{ type: 'configuration_update', text: { format: { schema } } }] }],
    [
      'variables of a shell',
      { input: [{ type: 'local_shell_call', action: { env: { container: 'x' } } }] },
    ],
    [
      'a container that is described',
      tool({ type: 'code_interpreter', container: { type: 'auto', file_ids: [] } }),
    ],
    [
      'parts that nobody knows',
      { input: [null, 7, { type: 'x', content: [null, 7, { annotations: 'x' }] }] },
    ],
  ])('passes as it is: %s', async (_, request) => {
    expect(await ask('input_tokens', request)).toEqual({ edits: {}, warnings: [] });
    expect(await ask('compact', request)).toEqual({ edits: {}, warnings: [] });
  });

  test('is not looked for where nobody could: such nesting is refused', async () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    await expect(ask('responses', { input: [{ type: 'x', deep }] })).rejects.toMatchObject({
      code: 'invalid_request',
    });
  });
});

describe('what an upstream would keep', () => {
  test.each([
    [{}, { store: false }],
    [{ store: null }, { store: false }],
    [{ store: true, include: ['message.output_text.logprobs'] }, { store: false }],
    [{ reasoning: null }, { store: false }],
    [{ reasoning: { effort: 'none' } }, { store: false }],
    [{ store: false, reasoning: { effort: 'low' } }, { include: ['reasoning.encrypted_content'] }],
    [{ reasoning: {} }, { store: false, include: ['reasoning.encrypted_content'] }],
    [
      { store: true, reasoning: { effort: 'low' }, include: ['message.output_text.logprobs'] },
      { store: false, include: ['message.output_text.logprobs', 'reasoning.encrypted_content'] },
    ],
    [{ reasoning: { effort: 'low' }, include: ['reasoning.encrypted_content'] }, { store: false }],
    [
      { reasoning: { effort: 'low' }, include: null },
      { store: false, include: ['reasoning.encrypted_content'] },
    ],
  ])('is kept here instead: %j', async (members, edits) => {
    expect((await ask('responses', { input: 'x', ...members })).edits).toEqual(edits);
  });

  test('nothing is asked for where nobody could continue the response', async () => {
    const request = { input: 'x', store: false, reasoning: { effort: 'low' } } as ApiRequest;
    expect(await ownUpstreamIds(ctx, 'responses', {} as Target, request)).toEqual({});
  });

  test('is no matter of requests that keep nothing', async () => {
    for (const api of ['compact', 'input_tokens', 'chat', 'embeddings'] as const)
      expect((await ask(api, { reasoning: {} })).edits).toEqual({});
  });

  test('has names that tenants do not share', async () => {
    const { edits } = await ask('compact', { input: 'x', prompt_cache_key: 'k' });
    expect(edits).toEqual({ prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });
});
