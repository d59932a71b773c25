import { describe, expect, test } from 'vitest';
import { ask, bodyOf, functionTool, refusalOf } from './__fixtures__/asked.ts';

const configOf = (request: object, model?: string) =>
  bodyOf({ ...request }, model).generationConfig;

test('settings in Gemini’s names', () => {
  const request = {
    temperature: 0.2,
    top_p: 0.9,
    top_k: 40,
    seed: 7,
    presence_penalty: 0.5,
    frequency_penalty: 0,
    max_output_tokens: 100,
    stop: 'END',
    top_logprobs: 3,
  };
  expect(configOf(request)).toEqual({
    temperature: 0.2,
    topP: 0.9,
    topK: 40,
    seed: 7,
    presencePenalty: 0.5,
    maxOutputTokens: 100,
    stopSequences: ['END'],
    responseLogprobs: true,
    logprobs: 3,
  });
});

test('nulls and defaults say nothing', () => {
  const request = {
    temperature: null,
    reasoning: null,
    text: { format: { type: 'text' } },
    stop: [],
  };
  expect(configOf(request)).toBeUndefined();
});

describe('the answer’s shape', () => {
  const schema = { type: 'object', properties: { a: { const: 1 } }, additionalProperties: false };
  const format = { type: 'json_schema', name: 'n', schema, strict: true };

  test('by JSON Schema', () => {
    expect(configOf({ text: { format } })).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: schema,
    });
  });

  test('by Google’s subset for models that read nothing else', () => {
    expect(configOf({ text: { format } }, 'gemini-2.0-flash')).toEqual({
      responseMimeType: 'application/json',
      responseSchema: {
        type: 'OBJECT',
        properties: { a: { type: 'INTEGER', minimum: 1, maximum: 1 } },
        propertyOrdering: ['a'],
      },
    });
  });

  test('as any JSON', () => {
    expect(configOf({ text: { format: { type: 'json_object' } } })).toEqual({
      responseMimeType: 'application/json',
    });
  });

  test.each([
    [{ type: 'yaml' }, 'unsupported_parameter', 'text.format.type'],
    [{ type: 'json_schema', name: 'n' }, 'invalid_type', 'text.format.schema'],
  ])('%j is refused', (broken, code, param) => {
    expect(refusalOf({ text: { format: broken } })).toEqual({ code, param });
  });
});

describe('thinking', () => {
  test.each([
    ['gemini-3-flash', 'minimal', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.1-pro-preview', 'minimal', { thinkingLevel: 'LOW' }],
    ['gemini-3.8-flash', 'minimal', { thinkingLevel: 'LOW' }],
    ['gemini-3.5-flash-lite', 'minimal', { thinkingLevel: 'MINIMAL' }],
    ['gemini-3-pro-preview', 'medium', { thinkingLevel: 'HIGH' }],
    ['gemini-3.1-pro-preview', 'medium', { thinkingLevel: 'MEDIUM' }],
    ['gemini-3-flash', 'low', { thinkingLevel: 'LOW' }],
    ['gemini-flash-latest', 'xhigh', { thinkingLevel: 'HIGH' }],
    ['gemini-2.5-flash', 'none', { thinkingBudget: 0 }],
    ['gemini-2.5-flash', 'low', { thinkingBudget: 1024 }],
    ['gemini-2.5-flash', 'medium', { thinkingBudget: 8192 }],
    ['gemini-2.5-flash', 'max', { thinkingBudget: 24_576 }],
    ['gemini-2.5-pro', 'xhigh', { thinkingBudget: 32_768 }],
  ])('%s, %s', (model, effort, thinkingConfig) => {
    const { body, warnings } = ask({ input: 'hi', reasoning: { effort } }, model);
    expect([body.generationConfig, warnings]).toEqual([{ thinkingConfig }, []]);
  });

  test.each([
    ['gemini-2.5-pro', { thinkingConfig: { thinkingBudget: 128 } }],
    ['gemini-3-flash', { thinkingConfig: { thinkingLevel: 'MINIMAL' } }],
    ['gemini-2.0-flash', undefined],
  ])('%s cannot do as it is told, which is warned of', (model, expected) => {
    const reasoning = { effort: 'none', ...(expected === undefined && { summary: 'auto' }) };
    const { body, warnings } = ask({ input: 'hi', reasoning }, model);
    expect(body.generationConfig).toEqual(expected);
    expect(warnings).toHaveLength(1);
  });

  test('that a model does not do anyway is not missed', () => {
    expect(
      ask({ input: 'hi', reasoning: { effort: 'none' } }, 'gemini-2.0-flash').warnings,
    ).toEqual([]);
  });

  test('is told of when a summary is asked for', () => {
    expect(configOf({ reasoning: { summary: 'auto' } })).toEqual({
      thinkingConfig: { includeThoughts: true },
    });
  });

  test('an effort that nobody knows is refused', () => {
    expect(refusalOf({ reasoning: { effort: 'heroic' } }).param).toBe('reasoning.effort');
  });
});

describe('what was written for Gemini', () => {
  test('stands over what was converted', () => {
    const generationConfig = { temperature: 1.5, mediaResolution: 'MEDIA_RESOLUTION_LOW' };
    expect(configOf({ temperature: 0.1, top_p: 0.5, generationConfig })).toEqual({
      temperature: 1.5,
      topP: 0.5,
      mediaResolution: 'MEDIA_RESOLUTION_LOW',
    });
  });

  test('passes beside it', () => {
    const own = {
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      systemInstruction: { parts: [{ text: 'Be brief' }] },
      labels: { team: 'a' },
      serviceTier: 'priority',
    };
    expect(bodyOf({ ...own, instructions: 'Be long' })).toMatchObject(own);
  });
});

test('queues that both know', () => {
  expect(bodyOf({ service_tier: 'flex' }).serviceTier).toBe('flex');
  expect(bodyOf({ service_tier: 'default' }).serviceTier).toBeUndefined();
  expect(ask({ input: 'hi', service_tier: 'scale' }).warnings).toHaveLength(1);
});

test('hints that Gemini does not have are left out with a warning each', () => {
  const request = {
    input: 'hi',
    prompt_cache_key: 'k',
    safety_identifier: 's',
    text: { verbosity: 'low' },
    metadata: { a: 'b' },
    store: true,
    truncation: 'auto',
    include: ['reasoning.encrypted_content'],
    max_tool_calls: 3,
    stream_options: { include_obfuscation: false },
    parallel_tool_calls: false,
    tools: [functionTool('f')],
    background: false,
  };
  const { body, warnings } = ask(request);
  expect(Object.keys(body)).toEqual(['contents', 'tools']);
  expect(warnings).toEqual([
    '"text.verbosity" was left out: Gemini has none.',
    '"prompt_cache_key" was left out: Gemini has none.',
    '"safety_identifier" was left out: Gemini has none.',
  ]);
});

describe('what would change the answer is refused by name', () => {
  test.each([
    [{ background: true }, 'unsupported_parameter', 'background'],
    [{ cachedContent: 'cachedContents/other-tenant' }, 'unsupported_parameter', 'cachedContent'],
    [
      { systemInstruction: { parts: [{ fileData: { fileUri: 'https://x/files/1' } }] } },
      'unsupported_parameter',
      'systemInstruction',
    ],
    [{ logit_bias: { 5: 1 } }, 'unsupported_parameter', 'logit_bias'],
    [{ context_management: [{}] }, 'unsupported_parameter', 'context_management'],
    [{ n: 2 }, 'invalid_value', 'n'],
    [{ stop: 5 }, 'invalid_value', 'stop'],
  ])('%j', (request, code, param) => {
    expect(refusalOf(request)).toEqual({ code, param });
  });
});
