import { describe, expect, test } from 'vitest';
import { refusalOf } from '../responses-on-chat/__fixtures__/asked.ts';
import { createTestContext } from '../responses-on-chat/__fixtures__/stream-context.ts';
import { asked } from './__fixtures__/asked.ts';

/** What these members become, beside what every request has. */
function settingsOf(members: object, context = createTestContext()) {
  const { input, model, store, max_output_tokens, ...settings } = asked(members, context);
  expect({ input, model, store }).toEqual({ input: [], model: 'm', store: false });
  return { ...settings, ...(max_output_tokens !== 64 && { max_output_tokens }) };
}

const carrying = (...carries: string[]) => ({ ...createTestContext(), carries });
const schema = { type: 'object', properties: {}, additionalProperties: false };
const include = ['reasoning.encrypted_content'];

describe('settings', () => {
  test('that both apis have go as they are, as do those that neither has', () => {
    const same = { stream: true, temperature: 0, top_p: 0.5, chat_template_kwargs: { a: null } };
    expect(settingsOf(same)).toEqual(same);
  });

  test.each([
    [{ max_tokens: 99 }, { max_output_tokens: 99 }],
    [{ service_tier: 'auto' }, { service_tier: 'auto' }],
    [{ service_tier: 'standard_only' }, { service_tier: 'default' }],
    [{ metadata: { user_id: 'u' } }, { safety_identifier: 'u' }],
    [{ metadata: {} }, {}],
    [{ stop_sequences: [], mcp_servers: [], inference_geo: 'global', background: false }, {}],
    [{ system: null, tools: null, tool_choice: null, thinking: null, metadata: null }, {}],
    [{ output_config: { format: null, effort: null }, stop_sequences: null, container: null }, {}],
    [
      { output_config: { format: { type: 'json_schema', schema } } },
      { text: { format: { type: 'json_schema', name: 'answer', schema, strict: true } } },
    ],
  ])('%j', (members, told) => {
    expect(settingsOf(members)).toEqual(told);
  });

  test('a limit below the least of the Responses api is raised, unless the target knows lower ones', () => {
    const context = createTestContext();
    expect(settingsOf({ max_tokens: 1 }, context)).toEqual({ max_output_tokens: 16 });
    expect(context.warnings).toEqual([
      'The limit of 1 tokens was raised to 16, the least of the Responses api.',
    ]);
    const knowing = carrying('max_output_tokens');
    expect(settingsOf({ max_tokens: 1 }, knowing)).toEqual({ max_output_tokens: 1 });
    expect(knowing.warnings).toEqual([]);
  });

  test('those that a target carries reach it', () => {
    const context = carrying('stop', 'top_k');
    const members = { stop_sequences: ['END'], top_k: 4 };
    expect(settingsOf(members, context)).toEqual({ stop: ['END'], top_k: 4 });
    expect(context.warnings).toEqual([]);
    const stops = { stop_sequences: ['END'] };
    expect(settingsOf(stops, carrying('stop_sequences'))).toEqual(stops);
  });

  test.each([
    ['top_k', 4],
    ['speed', 'fast'],
    ['context_management', { edits: [] }],
    ['diagnostics', { previous_message_id: null }],
  ])('"%s" is left out, which is told', (name, value) => {
    const context = createTestContext();
    expect(settingsOf({ [name]: value }, context)).toEqual({});
    expect(context.warnings).toEqual([`"${name}" was left out: the Responses api has none.`]);
  });

  test.each([
    [{ max_tokens: 0 }, 'max_tokens'],
    [{ stop_sequences: ['END'] }, 'stop_sequences'],
    [{ container: 'container_1' }, 'container'],
    [{ container: { skills: [] } }, 'container'],
    [{ mcp_servers: [{ type: 'url' }] }, 'mcp_servers'],
    [{ inference_geo: 'us' }, 'inference_geo'],
    [{ thread: { type: 'create' } }, 'thread'],
    [{ output_format: { type: 'json_schema' } }, 'output_format'],
    [{ previous_response_id: 'resp_1' }, 'previous_response_id'],
    [{ conversation: 'conv_1' }, 'conversation'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt'],
    [{ background: true }, 'background'],
    [{ output_config: { format: { type: 'grammar' } } }, 'output_config.format.type'],
    [{ thinking: { type: 'aloud' } }, 'thinking.type'],
    [{ tool_choice: { type: 'some' } }, 'tool_choice.type'],
  ])('%j is refused', (members, param) => {
    expect(refusalOf(() => asked(members))).toEqual(['unsupported_parameter', param]);
  });

  test.each([
    [{ output_config: { format: { type: 'json_schema' } } }, 'output_config.format.schema'],
    [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens'],
    [{ messages: {} }, 'messages'],
    [{ tools: {} }, 'tools'],
  ])('%j has no meaning', (members, param) => {
    expect(refusalOf(() => asked(members))).toEqual(['invalid_type', param]);
  });
});

describe('thinking', () => {
  test.each([
    [{ type: 'enabled', budget_tokens: 1_024 }, 'low'],
    [{ type: 'enabled', budget_tokens: 4_095 }, 'low'],
    [{ type: 'enabled', budget_tokens: 4_096 }, 'medium'],
    [{ type: 'enabled', budget_tokens: 16_383 }, 'medium'],
    [{ type: 'enabled', budget_tokens: 16_384 }, 'high'],
    [{ type: 'enabled', budget_tokens: 64_000 }, 'high'],
  ])('%j as an effort', (thinking, effort) => {
    expect(settingsOf({ thinking })).toEqual({ reasoning: { effort, summary: 'auto' }, include });
  });

  test.each([
    [{ type: 'adaptive' }, { summary: 'auto' }],
    [{ type: 'adaptive', display: 'summarized' }, { summary: 'auto' }],
    [{ type: 'adaptive', display: 'omitted' }, {}],
    [{ type: 'enabled', budget_tokens: 1_024, display: 'omitted' }, { effort: 'low' }],
  ])('%j as the model sees fit, told or not', (thinking, reasoning) => {
    expect(settingsOf({ thinking })).toEqual({ reasoning, include });
  });

  test.each(['low', 'medium', 'high', 'xhigh', 'max'])('the effort %s stands', (effort) => {
    const output_config = { effort };
    expect(settingsOf({ output_config })).toEqual({ reasoning: { effort }, include });
    const thinking = { type: 'enabled', budget_tokens: 8_000 };
    expect(settingsOf({ output_config, thinking })).toEqual({
      reasoning: { effort, summary: 'auto' },
      include,
    });
  });

  test.each(['disabled', 'between_tools'])('%s is no effort at all', (type) => {
    const members = { thinking: { type }, output_config: { effort: 'high' } };
    expect(settingsOf(members)).toEqual({ reasoning: { effort: 'none' } });
  });
});

describe('tools', () => {
  const tool = { name: 'get', description: 'Gets.', input_schema: schema };
  const converted = {
    type: 'function',
    name: 'get',
    description: 'Gets.',
    parameters: schema,
    strict: false,
  };

  test('are functions, which are not held strictly unless somebody says so', () => {
    const tools = [
      tool,
      { ...tool, type: 'custom', strict: true, cache_control: { type: 'ephemeral' } },
      { name: 'bare', type: null, defer_loading: false, allowed_callers: ['direct'] },
    ];
    expect(settingsOf({ tools })).toEqual({
      tools: [
        converted,
        { ...converted, strict: true },
        { type: 'function', name: 'bare', parameters: null, strict: false },
      ],
    });
    expect(settingsOf({ tools: [] })).toEqual({});
  });

  test('examples are left out, which is told once', () => {
    const context = createTestContext();
    const tools = [
      { ...tool, input_examples: [{}] },
      { ...tool, input_examples: [{}] },
    ];
    expect(settingsOf({ tools }, context)).toEqual({ tools: [converted, converted] });
    expect(context.warnings).toEqual([
      'Examples of input were left out: tools of the Responses api have none.',
    ]);
  });

  test.each([
    [{ type: 'auto' }, { tool_choice: 'auto' }],
    [{ type: 'any' }, { tool_choice: 'required' }],
    [{ type: 'none' }, { tool_choice: 'none' }],
    [{ type: 'tool', name: 'get' }, { tool_choice: { type: 'function', name: 'get' } }],
    [{ type: 'auto', disable_parallel_tool_use: false }, { tool_choice: 'auto' }],
    [
      { type: 'any', disable_parallel_tool_use: true },
      { tool_choice: 'required', parallel_tool_calls: false },
    ],
  ])('the choice %j', (tool_choice, told) => {
    expect(settingsOf({ tool_choice })).toEqual(told);
  });

  test.each([
    [{ tools: [tool, { type: 'web_search_20250305', name: 'web_search' }] }, 'tools[1].type'],
    [{ tools: [{ type: 'bash_20250124', name: 'bash' }] }, 'tools[0].type'],
    [{ tools: [{ type: 'mcp_toolset' }] }, 'tools[0].type'],
  ])('of Anthropic’s own are refused: %j', (members, param) => {
    expect(refusalOf(() => asked(members))).toEqual(['unsupported_parameter', param]);
  });

  test.each([
    [{ tools: [{ input_schema: schema }] }, 'tools[0].name'],
    [{ tool_choice: { type: 'tool' } }, 'tool_choice.name'],
  ])('without a name have no meaning: %j', (members, param) => {
    expect(refusalOf(() => asked(members))).toEqual(['missing_required_parameter', param]);
  });
});
