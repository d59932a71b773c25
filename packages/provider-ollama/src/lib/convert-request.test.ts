import { type MediaAt, mediaRefused } from '@gw/provider-utils';
import type { ChatRequest } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { convertRequest, type RequestSettings } from './convert-request.ts';

const mediaAt: MediaAt = ({ param }) => {
  throw mediaRefused(param);
};

const least = { model: 'llama3.2', messages: [{ role: 'user', content: 'Hi' }] };

function convert(members: object = {}, settings: RequestSettings = {}) {
  const request = { ...least, ...members } as unknown as ChatRequest;
  const { body: asked, warnings } = convertRequest(request, false, settings, mediaAt);
  return { asked, warnings };
}

describe('a request', () => {
  it('says no more than it was asked to', () => {
    expect(convert()).toEqual({ asked: { ...least, stream: false }, warnings: [] });
  });

  it('streams only when it is told to, because the server does unless told not to', () => {
    const request = { ...least, stream: null } as unknown as ChatRequest;
    expect(convertRequest(request, true, {}, mediaAt).body.stream).toBe(true);
  });

  it('has its settings in the words of the wire', () => {
    expect(
      convert({
        temperature: 0,
        top_p: 0.5,
        seed: 7,
        presence_penalty: 0.1,
        frequency_penalty: -0.2,
        stop: 'END',
        max_completion_tokens: 20,
        max_tokens: 10,
        logprobs: true,
        top_logprobs: 3,
        response_format: { type: 'json_object' },
        stream_options: { include_usage: true },
      }),
    ).toEqual({
      asked: {
        ...least,
        stream: false,
        format: 'json',
        options: {
          temperature: 0,
          top_p: 0.5,
          seed: 7,
          presence_penalty: 0.1,
          frequency_penalty: -0.2,
          stop: ['END'],
          num_predict: 20,
        },
        logprobs: true,
        top_logprobs: 3,
      },
      warnings: [],
    });
  });

  it.each([
    [{ max_tokens: 10 }, { num_predict: 10 }],
    [{ max_tokens: 10, num_predict: 5 }, { num_predict: 10 }],
    [{ stop: ['a', 'b'] }, { stop: ['a', 'b'] }],
    [{ stop: null, temperature: null, seed: null, max_tokens: null }, undefined],
    [
      { num_ctx: 8192, top_k: 20, min_p: 0.1 },
      { num_ctx: 8192, top_k: 20, min_p: 0.1 },
    ],
    [{ temperature: 1, options: { temperature: 2 } }, { temperature: 2 }],
    [{ options: 'none' }, undefined],
  ])('%j has the options %j', (members, options) => {
    expect(convert(members).asked.options).toEqual(options);
  });

  it('has the options of the settings under its own', () => {
    const options = { num_ctx: 16_384, temperature: 0.1, top_k: 5 };
    const members = { temperature: 1, options: { top_k: 9, mirostat: 1 } };
    expect(convert(members, { options }).asked.options).toEqual({
      num_ctx: 16_384,
      temperature: 1,
      top_k: 9,
      mirostat: 1,
    });
    expect(options).toEqual({ num_ctx: 16_384, temperature: 0.1, top_k: 5 });
  });

  it('keeps its model loaded as the settings say, or as it says itself', () => {
    expect(convert({}, { keepAlive: '30m' }).asked.keep_alive).toBe('30m');
    expect(convert({ keep_alive: 0 }, { keepAlive: '30m' }).asked.keep_alive).toBe(0);
  });

  it("passes what is Ollama's own, and what nobody here knows", () => {
    const own = { think: 'max', format: { type: 'object' }, truncate: false, brand_new: [1] };
    const members = {
      ...own,
      reasoning_effort: 'low',
      response_format: { type: 'json_object' },
    };
    expect(convert(members)).toEqual({ asked: { ...least, stream: false, ...own }, warnings: [] });
  });
});

describe('the shape of an answer', () => {
  const schema = { type: 'object', properties: { a: { type: 'number' } } };

  it.each([
    [{ type: 'text' }, undefined],
    [null, undefined],
    [{ type: 'json_object' }, 'json'],
    [{ type: 'json_schema', json_schema: { name: 'x', strict: true, schema } }, schema],
    [{ type: 'json_schema', json_schema: { name: 'x' } }, 'json'],
  ])('%j is %j', (response_format, format) => {
    expect(convert({ response_format }).asked.format).toEqual(format);
  });

  it('is refused where Ollama has none of it', () => {
    expect(() => convert({ response_format: { type: 'grammar' } })).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param: 'response_format.type' }),
    );
  });
});

describe("members that are no business of Ollama's", () => {
  it('stay behind in silence where they are about the service', () => {
    expect(
      convert({
        metadata: { a: 'b' },
        store: true,
        service_tier: 'auto',
        user: 'u',
        safety_identifier: 's',
        prompt_cache_key: 'k',
        prediction: { type: 'content', content: 'x' },
        modalities: ['text'],
        parallel_tool_calls: true,
        n: 1,
        audio: null,
        functions: undefined,
      }),
    ).toEqual({ asked: { ...least, stream: false }, warnings: [] });
  });

  it('are warned of where the answer may be another one', () => {
    const members = { logit_bias: { 5: 1 }, verbosity: 'low', parallel_tool_calls: false };
    expect(convert(members)).toEqual({
      asked: { ...least, stream: false },
      warnings: [
        'Ollama does not know "logit_bias"; it was left out.',
        'Ollama does not know "verbosity"; it was left out.',
        'Ollama does not know "parallel_tool_calls"; there may be several.',
      ],
    });
  });

  it.each([
    ['n', { n: 2 }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['audio', { audio: { format: 'wav', voice: 'x' } }],
    ['web_search_options', { web_search_options: {} }],
    ['functions', { functions: [] }],
    ['function_call', { function_call: 'auto' }],
  ])('are refused where there would be no answer: %s', (param, members) => {
    expect(() => convert(members)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });
});
