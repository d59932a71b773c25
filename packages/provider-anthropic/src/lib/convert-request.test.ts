import { GatewayError } from '@gw/core';
import { type MediaAt, mediaRefused } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { convertRequest, toCountRequest } from './convert-request.ts';
import { sealBlock } from './sealed-blocks.ts';

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};
const model = 'claude-opus-4-6';

/** Members that are not of the Responses api may stand beside. */
type Body = ResponsesRequest & Record<string, unknown>;

const convert = (body: Body, name = model) =>
  convertRequest({ input: 'Hi', ...body }, name, { mediaAt });
const requestOf = (body: Body, name = model) => convert(body, name).request;

/** Without what every request has. */
function settingsOf(body: Body, name = model) {
  const { request, warnings } = convert(body, name);
  const { model: _, max_tokens: __, messages: ___, ...settings } = request;
  return { settings, warnings };
}

function refusalOf(body: Body, name = model): { code: string; param: string | null } {
  try {
    convert(body, name);
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, param: error.param };
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const look = { type: 'function', name: 'look', parameters: { type: 'object' } } as const;
const read = { type: 'function', name: 'read' } as const;

describe('a request', () => {
  it('has what Anthropic wants, and nothing else', () => {
    expect(convert({})).toEqual({
      request: {
        model,
        max_tokens: 32_000,
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
      },
      warnings: [],
    });
  });

  it('says everything that it can in Anthropic’s words', () => {
    const converted = convert({
      instructions: 'Be brief.',
      input: [
        { role: 'developer', content: 'Answer in French.' },
        { role: 'user', content: 'Hi' },
      ],
      max_output_tokens: 500,
      temperature: 0.5,
      service_tier: 'default',
      safety_identifier: 'hash',
      stream: true,
      tools: [look],
      tool_choice: 'auto',
      parallel_tool_calls: false,
      store: false,
      metadata: { a: 'b' },
      prompt_cache_key: 'k',
      truncation: 'disabled',
      include: ['reasoning.encrypted_content'],
      stop: ['END'],
      top_k: 5,
    });
    expect(converted).toEqual({
      request: {
        model,
        max_tokens: 500,
        system: [
          { type: 'text', text: 'Be brief.' },
          { type: 'text', text: 'Answer in French.' },
        ],
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
        tools: [{ name: 'look', input_schema: { type: 'object' } }],
        tool_choice: { type: 'auto', disable_parallel_tool_use: true },
        temperature: 0.5,
        stop_sequences: ['END'],
        service_tier: 'standard_only',
        metadata: { user_id: 'hash' },
        stream: true,
        top_k: 5,
      },
      warnings: [],
    });
  });

  it('must say something', () => {
    for (const input of [undefined, null, '', []]) {
      expect(refusalOf({ input: input as never, instructions: 'Be brief.' })).toEqual({
        code: 'missing_required_parameter',
        param: 'input',
      });
    }
  });

  it('is counted without what only an answer needs', () => {
    const { request } = convert({ instructions: 'Be brief.', stream: true, tools: [look] });
    expect(toCountRequest(request)).toEqual({
      model,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: request.messages,
      tools: request.tools,
    });
  });
});

describe('overrides in Anthropic’s names', () => {
  it('decide', () => {
    expect(
      requestOf({
        max_output_tokens: 500,
        max_tokens: 900,
        reasoning: { effort: 'high' },
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'max' },
        tools: [look, { type: 'web_search_20250305', name: 'web_search' } as never],
        tool_choice: { type: 'any' } as never,
        system: 'You are a pirate.',
        cache_control: { type: 'ephemeral' },
        instructions: 'Be brief.',
      }),
    ).toMatchObject({
      max_tokens: 900,
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'max' },
      tools: [{ name: 'look' }, { type: 'web_search_20250305', name: 'web_search' }],
      tool_choice: { type: 'any' },
      system: 'You are a pirate.',
      cache_control: { type: 'ephemeral' },
    });
  });
});

describe('caching', () => {
  it('of every prompt is a setting, and a request’s own goes first', () => {
    const automatic = (body: Body) =>
      convertRequest({ input: 'Hi', ...body }, model, { mediaAt, promptCaching: '1h' }).request
        .cache_control;
    expect(automatic({})).toEqual({ type: 'ephemeral', ttl: '1h' });
    expect(automatic({ cache_control: { type: 'ephemeral' } })).toEqual({ type: 'ephemeral' });
  });
});

describe('randomness', () => {
  it.each([
    [{ temperature: 0, top_p: 1 }, model, { temperature: 0 }, []],
    [{ temperature: 1, top_p: 1 }, 'claude-opus-5', {}, []],
    [{ top_p: 0.9 }, model, { top_p: 0.9 }, []],
    [
      { temperature: 1.5 },
      model,
      {},
      ['"temperature" was lowered to 1, the most that these models take.'],
    ],
    [
      { temperature: 0.2, top_p: 0.9 },
      model,
      { temperature: 0.2 },
      ['"top_p" was left out: "temperature" says it already.'],
    ],
    [
      { temperature: 0.2, top_p: 0.9 },
      'claude-opus-4-7',
      {},
      [
        '"temperature" was left out: this model takes none.',
        '"top_p" was left out: this model takes none.',
      ],
    ],
    [
      { temperature: 0.2, thinking: { type: 'enabled', budget_tokens: 2000 } },
      'claude-haiku-4-5',
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
      ['"temperature" was left out: a model that thinks takes none.'],
    ],
  ])('goes to models that take it: %j to %s', (body, name, settings, warnings) => {
    expect(settingsOf(body, name)).toEqual({ settings, warnings });
  });
});

describe('reasoning', () => {
  const thinkingOf = (reasoning: ResponsesRequest['reasoning'], name: string, more: Body = {}) => {
    const { settings, warnings } = settingsOf({ reasoning, ...more }, name);
    const { thinking, output_config } = settings;
    return { thinking, effort: output_config?.effort, warnings };
  };

  it.each([
    ['claude-opus-5-5', 'minimal', 'low'],
    ['claude-opus-5-5', 'xhigh', 'xhigh'],
    ['claude-opus-4-6', 'xhigh', 'high'],
    ['claude-opus-4-6', 'max', 'max'],
  ] as const)('of %s with effort %s is adaptive with %s', (name, effort, told) => {
    expect(thinkingOf({ effort }, name)).toEqual({
      thinking: { type: 'adaptive' },
      effort: told,
      warnings: [],
    });
  });

  it('is shown where a summary is wanted', () => {
    expect(thinkingOf({ summary: 'auto' }, 'claude-opus-5-5')).toEqual({
      thinking: { type: 'adaptive', display: 'summarized' },
      effort: undefined,
      warnings: [],
    });
    expect(thinkingOf({ effort: null, summary: null }, 'claude-opus-5-5').thinking).toBeUndefined();
  });

  it.each([
    ['minimal', 32_000, 1_024],
    ['low', 32_000, 2_048],
    ['medium', 32_000, 8_192],
    ['high', 32_000, 16_384],
    ['xhigh', 32_768, 24_576],
    ['max', 64_000, 30_720],
    ['high', 4_000, 3_000],
    ['high', 1_100, 1_024],
  ] as const)('of older models is a number of tokens: %s of %d is %d', (effort, limit, budget) => {
    const told = thinkingOf({ effort }, 'claude-sonnet-4-5', { max_output_tokens: limit });
    expect(told).toEqual({
      thinking: { type: 'enabled', budget_tokens: budget },
      effort: undefined,
      warnings: [],
    });
  });

  it('of Opus 4.5 is both', () => {
    expect(thinkingOf({ effort: 'max' }, 'claude-opus-4-5')).toMatchObject({
      thinking: { type: 'enabled' },
      effort: 'high',
    });
  });

  it.each([
    ['claude-opus-4-6', undefined, undefined, []],
    ['claude-sonnet-4-5', undefined, undefined, []],
    ['claude-opus-5', { type: 'disabled' }, undefined, []],
    ['claude-sonnet-5-5', { type: 'between_tools' }, undefined, []],
    [
      'claude-opus-5-5',
      undefined,
      'low',
      ['This model always thinks: "reasoning.effort" was raised from none to low.'],
    ],
  ])('can be switched off where the model allows it: %s', (name, thinking, effort, warnings) => {
    expect(thinkingOf({ effort: 'none' }, name)).toEqual({ thinking, effort, warnings });
  });

  it('is left out where it cannot be, with a warning', () => {
    const warningsOf = (name: string, more: Body) => {
      const { thinking, warnings } = thinkingOf({ effort: 'high' }, name, more);
      expect(thinking).toBeUndefined();
      return warnings;
    };
    expect(warningsOf('claude-3-5-haiku-latest', {})).toEqual([
      '"reasoning" was left out: this model does not think.',
    ]);
    expect(warningsOf('claude-haiku-4-5', { max_output_tokens: 1_024 })).toEqual([
      'The model was not asked to think: "max_output_tokens" must be above 1024 for that.',
    ]);
    expect(warningsOf('claude-haiku-4-5', { tools: [look], tool_choice: 'required' })).toEqual([
      'The model was not asked to think: "tool_choice" demands a call.',
    ]);
  });

  it('of older models does not begin in the middle of a turn that another model began', () => {
    const call = { type: 'function_call', call_id: 'a', name: 'look', arguments: '{}' } as const;
    const output = { type: 'function_call_output', call_id: 'a', output: 'x' } as const;
    const thought = { type: 'thinking', thinking: 'Hm.', signature: 's' };
    const encrypted_content = sealBlock(thought);
    const reasoning = { type: 'reasoning' as const, summary: [], encrypted_content };
    const user = { role: 'user', content: 'Hi' } as const;
    const told = (input: Body['input']) =>
      thinkingOf({ effort: 'low' }, 'claude-haiku-4-5', { input });
    expect(told([user, call, output])).toMatchObject({
      thinking: undefined,
      warnings: [
        'The model was not asked to think: the turn that it is in began without a thought of its own.',
      ],
    });
    expect(told([user, reasoning, call, output]).thinking).toMatchObject({ type: 'enabled' });
    expect(told([user, call, output, user]).thinking).toMatchObject({ type: 'enabled' });
  });
});

describe('the form of an answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };

  it('is held to a schema in Anthropic’s own way', () => {
    const format = { type: 'json_schema', name: 'answer', schema, strict: true } as const;
    expect(
      settingsOf({ text: { format, verbosity: 'low' }, reasoning: { effort: 'low' } }),
    ).toEqual({
      settings: {
        thinking: { type: 'adaptive' },
        output_config: {
          effort: 'low',
          format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } },
        },
      },
      warnings: ['"text.verbosity" was left out: these models have none.'],
    });
    expect(settingsOf({ text: { format: { type: 'text' } } }).settings).toEqual({});
  });

  it('cannot be JSON without a schema', () => {
    expect(refusalOf({ text: { format: { type: 'json_object' } } })).toEqual({
      code: 'unsupported_parameter',
      param: 'text.format.type',
    });
  });
});

describe('tools', () => {
  it('have schemas, whatever their kind', () => {
    const tools = [
      { type: 'function', name: 'a', description: 'Does a', parameters: null, strict: false },
      {
        type: 'function',
        name: 'b',
        strict: true,
        parameters: { properties: { n: { type: 'number', minimum: 1 } } },
        cache_control: { type: 'ephemeral' },
        input_examples: [{ n: 1 }],
      },
      {
        type: 'custom',
        name: 'c',
        description: 'Runs it',
        format: { type: 'grammar', syntax: 'regex', definition: 'a+' },
      },
      { type: 'namespace', name: 'files', description: 'On disk.', tools: [read] },
    ];
    expect(requestOf({ tools: tools as never }).tools).toEqual([
      { name: 'a', description: 'Does a', input_schema: { type: 'object', properties: {} } },
      {
        name: 'b',
        strict: true,
        input_schema: {
          type: 'object',
          properties: {
            n: { type: 'number', description: 'It must also match {"minimum":1}' },
          },
          additionalProperties: false,
        },
        cache_control: { type: 'ephemeral' },
        input_examples: [{ n: 1 }],
      },
      {
        name: 'c',
        description: 'Runs it\n\nThe input must match this regex grammar:\na+',
        input_schema: {
          type: 'object',
          properties: { input: { type: 'string' } },
          required: ['input'],
          additionalProperties: false,
        },
      },
      {
        name: 'files__read',
        description: 'On disk.',
        input_schema: { type: 'object', properties: {} },
      },
    ]);
  });

  it.each([
    [{ tool_choice: 'none' }, { type: 'none' }],
    [{ tool_choice: 'none', parallel_tool_calls: false }, { type: 'none' }],
    [{ tool_choice: 'auto' }, { type: 'auto' }],
    [{}, undefined],
    [{ parallel_tool_calls: false }, { type: 'auto', disable_parallel_tool_use: true }],
    [{ tool_choice: 'required' }, { type: 'any' }],
    [{ tool_choice: { type: 'function', name: 'look' } }, { type: 'tool', name: 'look' }],
    [
      { tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'look' }] } },
      { type: 'auto' },
    ],
    [
      {
        tool_choice: {
          type: 'allowed_tools',
          mode: 'required',
          tools: [{ type: 'function', name: 'look' }],
        },
        parallel_tool_calls: false,
      },
      { type: 'tool', name: 'look', disable_parallel_tool_use: true },
    ],
    [
      { tool_choice: { type: 'allowed_tools', mode: 'required', tools: [look, read] } },
      { type: 'any' },
    ],
  ])('are chosen from: %j', (body, choice) => {
    const request = requestOf({ tools: [look, read], ...body } as Body);
    expect([request.tool_choice, request.tools?.length]).toEqual([choice, 2]);
  });

  it.each([
    [{ tools: [{ type: 'web_search' }] }, 'unsupported_parameter', 'tools[0].type'],
    [
      { tools: [{ type: 'namespace', name: 'n', tools: [{ type: 'mcp' }] }] },
      'unsupported_parameter',
      'tools[0].tools[0].type',
    ],
    [{ tools: [look], tool_choice: { type: 'mcp' } }, 'unsupported_parameter', 'tool_choice.type'],
    [
      { tools: [look], tool_choice: { type: 'function', name: 'b' } },
      'invalid_value',
      'tool_choice.name',
    ],
    [{ tools: [look], tool_choice: 'perhaps' }, 'invalid_value', 'tool_choice'],
    [{ tool_choice: 'required' }, 'invalid_value', 'tool_choice'],
    [
      { tools: [look], tool_choice: { type: 'allowed_tools', tools: [] } },
      'invalid_value',
      'tool_choice.tools',
    ],
    [
      {
        tools: [look],
        tool_choice: { type: 'allowed_tools', tools: [{ type: 'function', name: 'b' }] },
      },
      'invalid_value',
      'tool_choice.tools[0]',
    ],
  ])('that there are not are refused by name: %j', (body, code, param) => {
    expect(refusalOf(body as Body)).toEqual({ code, param });
  });

  it('cannot be demanded of models that decide by themselves', () => {
    const refused = { code: 'unsupported_parameter', param: 'tool_choice' };
    const named = { type: 'function', name: 'look' } as const;
    expect(refusalOf({ tools: [look], tool_choice: 'required' }, 'claude-opus-5-5')).toEqual(
      refused,
    );
    expect(refusalOf({ tools: [look], tool_choice: named }, 'claude-fable-5-1')).toEqual(refused);
    const { tool_choice } = requestOf({ tools: [look], tool_choice: 'auto' }, 'claude-opus-5-5');
    expect(tool_choice).toEqual({ type: 'auto' });
  });
});

describe('other members', () => {
  it.each([
    'top_logprobs',
    'messages',
    'conversation',
    'prompt',
    'container',
    'thread',
    'previous_message_id',
    'diagnostics',
  ])('that lead to another’s state, or to nothing, are refused: %s', (name) => {
    expect(refusalOf({ [name]: 5 })).toEqual({ code: 'unsupported_parameter', param: name });
  });

  it('are left out with a warning where the answer is good without them', () => {
    const warned = settingsOf({ presence_penalty: 1, seed: 7, service_tier: 'flex' });
    expect(warned).toEqual({
      settings: {},
      warnings: [
        '"presence_penalty" was left out: these models have none.',
        '"seed" was left out: these models have none.',
        '"service_tier" was left out: there is no "flex" at Anthropic.',
      ],
    });
    const silent = { presence_penalty: 0, frequency_penalty: 0, logit_bias: {}, top_logprobs: 0 };
    expect(settingsOf(silent)).toEqual({ settings: {}, warnings: [] });
  });

  it('say who asks', () => {
    expect(settingsOf({ user: 'u' }).settings).toEqual({ metadata: { user_id: 'u' } });
  });

  it('refuse probabilities', () => {
    expect(refusalOf({ include: ['message.output_text.logprobs'] })).toEqual({
      code: 'unsupported_parameter',
      param: 'include',
    });
  });
});
