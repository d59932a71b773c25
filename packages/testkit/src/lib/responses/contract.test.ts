import { describe, expect, it } from 'vitest';
import { contract } from '../../__fixtures__/contract.ts';
import { openResponsesContract } from '../../responses.ts';
import { resource, usage } from './__fixtures__/canonical-objects.ts';
import { canonicalStreams } from './__fixtures__/canonical-streams.ts';

const completed = { ...resource, status: 'completed', completed_at: 1_764_967_980, usage };
const items = [
  { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [] },
  {
    id: 'fc_1',
    type: 'function_call',
    call_id: 'call_1',
    name: 'get_weather',
    arguments: '{}',
    status: 'completed',
  },
  { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'x' }] },
  { id: 'cmp_1', type: 'compaction', encrypted_content: 'gAAAA' },
];
const functionTool = {
  type: 'function',
  name: 'get_weather',
  description: null,
  parameters: { type: 'object', properties: {} },
  strict: null,
};
const requestTool = { type: 'function', name: 'get_weather', parameters: { type: 'object' } };
const compaction = {
  id: 'resp_1',
  object: 'response.compaction',
  created_at: 1_764_967_971,
  output: [{ type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAAA' }],
  usage,
};

describe('the contract', () => {
  it('has every schema that its schemas refer to, and no prose', () => {
    const text = JSON.stringify(openResponsesContract);
    const referred = Array.from(text.matchAll(/"#\/\$defs\/(\w+)"/g), ([, name]) => name);
    expect(Object.keys(openResponsesContract.$defs)).toHaveLength(109);
    expect(Object.keys(openResponsesContract.$defs)).toEqual(expect.arrayContaining(referred));
    expect(
      /"(?:description|title)":"|"(?:example|discriminator|x-[a-z-]+)":/.exec(text)?.[0],
    ).toBeUndefined();
  });
});

describe('what fits the contract', () => {
  it.each([
    'text',
    'queued',
    'parallelCalls',
    'refusal',
    'rawReasoning',
    'summary',
    'encryptedOnly',
    'incomplete',
    'failed',
  ] as const)('every event of the stream %s', (name) => {
    expect(canonicalStreams[name].flatMap((event) => contract.event(event))).toEqual([]);
  });

  it('responses', () => {
    expect(contract.response(resource)).toEqual([]);
    expect(contract.response({ ...completed, output: items, tools: [functionTool] })).toEqual([]);
  });

  it('requests', () => {
    expect(contract.request({ model: 'm', input: 'hi' })).toEqual([]);
    expect(contract.request({ model: 'm', input: items.slice(3), tools: [requestTool] })).toEqual(
      [],
    );
  });

  it('compactions', () => {
    expect(contract.compaction(compaction)).toEqual([]);
  });
});

describe('what does not fit the contract', () => {
  it.each(Object.keys(resource))('a response without %s', (name) => {
    const { [name as keyof typeof resource]: _, ...rest } = resource;
    expect(contract.response(rest)).toEqual([`must have required property '${name}'`]);
  });

  it('a reasoning item with null for what it does not have', () => {
    const item = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: null };
    expect(contract.response({ ...completed, output: [item] })).toContain(
      '/output/0/encrypted_content must be string',
    );
  });

  it('a function in the manner of chat completions', () => {
    const tools = [{ type: 'function', function: { name: 'f' } }];
    expect(contract.response({ ...completed, tools })).toContain(
      "/tools/0 must have required property 'name'",
    );
    expect(contract.request({ model: 'm', tools })).not.toEqual([]);
  });

  it('an event without what its type needs, told of this type alone', () => {
    const event = {
      type: 'response.output_text.delta',
      sequence_number: 1,
      item_id: 'x',
      delta: '',
    };
    expect(contract.event(event)).toEqual(["must have required property 'output_index'"]);
  });

  it.each(['response.reasoning_text.delta', 'keepalive', undefined])(
    'an event of type %s',
    (type) => {
      expect(contract.event({ type, sequence_number: 1 })).toEqual([`/type is no event: ${type}`]);
    },
  );

  it('a request with too few output tokens', () => {
    expect(contract.request({ model: 'm', input: 'hi', max_output_tokens: 15 })).toContain(
      '/max_output_tokens must be >= 16',
    );
  });

  it('a compaction without usage', () => {
    expect(contract.compaction({ ...compaction, usage: undefined })).toEqual([
      "must have required property 'usage'",
    ]);
  });

  it.each([undefined, null, 7, 'x', []])('%j', (value) => {
    expect(contract.event(value)).not.toEqual([]);
    expect(contract.response(value)).not.toEqual([]);
  });
});
