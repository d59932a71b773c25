import type { ChatRequest, EmbeddingsRequest, ImagesRequest } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { completion, deltaChunk, textChunk, usageChunk } from '../__fixtures__/chat-wire.ts';
import { countEventCharacters, countResponseCharacters, estimateUsage } from './estimate.ts';

const inputOf = (request: object) =>
  estimateUsage(request as ChatRequest | EmbeddingsRequest | ImagesRequest, 0).inputTokens;

const ask = (content: unknown) => ({ model: 'm', messages: [{ role: 'user', content }] });

describe('an estimate of the input', () => {
  test('counts four characters a token', () => {
    expect(inputOf(ask('x'.repeat(400)))).toBe(100);
    expect(inputOf(ask('x'))).toBe(1);
    expect(inputOf(ask([{ type: 'text', text: 'x'.repeat(40) }]))).toBe(10);
  });

  test('counts tools, prompts and inputs, and nothing else of the request', () => {
    const tool = { type: 'function', function: { name: 'abcd', description: 'efgh' } };
    expect(inputOf({ ...ask('abcd'), tools: [tool], user: 'x'.repeat(400) })).toBe(3);
    expect(inputOf({ model: 'm', input: ['abcd', 'efgh'] })).toBe(2);
    expect(inputOf({ model: 'm', prompt: 'abcdefgh' })).toBe(2);
  });

  test('counts instructions and items of a Responses request', () => {
    const input = [{ role: 'user', content: [{ type: 'input_text', text: 'abcd' }] }];
    expect(inputOf({ model: 'm', instructions: 'efgh', input })).toBe(2);
    expect(inputOf({ model: 'm', input: 'abcd' })).toBe(1);
  });

  test('counts a token that came as a number as one', () => {
    expect(inputOf({ model: 'm', input: [1, 20, 300] })).toBe(3);
    expect(inputOf({ model: 'm', input: [[1, 2], [3]] })).toBe(3);
  });

  test.each([
    [
      'a picture',
      { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(2_000_000)}` } },
    ],
    [
      'a sound',
      { type: 'input_audio', input_audio: { data: 'A'.repeat(2_000_000), format: 'wav' } },
    ],
    ['a file', { type: 'file', file: { file_data: 'A'.repeat(2_000_000) } }],
  ])('counts %s as what it is, not as a text', (_, part) => {
    expect(inputOf(ask([part]))).toBe(1000);
  });
});

describe('an estimate of the output', () => {
  test('counts what deltas say: text, refusals, tool calls', () => {
    expect(countEventCharacters(textChunk('hello'))).toBe(5);
    expect(countEventCharacters(deltaChunk({ refusal: 'no' }))).toBe(2);
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'ab', arguments: '{"c"' },
    };
    // The index is a number and so counts as a token; a few of them do not matter.
    expect(countEventCharacters(deltaChunk({ role: 'assistant', tool_calls: [call] }))).toBe(10);
    expect(countEventCharacters(usageChunk())).toBe(0);
  });

  test('counts what a response says', () => {
    expect(countResponseCharacters(completion('hello'))).toBe(5);
    expect(countResponseCharacters({ object: 'list', data: [] } as never)).toBe(0);
  });

  test.each([
    ['response.output_text.delta', 'hello', 5],
    ['response.refusal.delta', 'no', 2],
    ['response.function_call_arguments.delta', '{"a"', 4],
    ['response.custom_tool_call_input.delta', 'abc', 3],
    ['response.reasoning_summary_text.delta', 'abc', 3],
    ['response.output_text.done', 'hello', 0],
    ['response.audio.delta', 'AAAA', 0],
    ['response.output_text.delta', 7, 0],
    ['response.output_text.delta', null, 0],
    [undefined, 'hello', 0],
  ])('counts what deltas of a Responses stream say: %s %j', (type, delta, characters) => {
    expect(countEventCharacters({ type, delta } as never)).toBe(characters);
  });

  test('counts what the items of a response say, and not what stands beside it', () => {
    const output = [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [{ text: 'ab' }],
        content: [{ text: 'c' }],
        encrypted_content: 'x',
      },
      {
        type: 'message',
        id: 'msg_1',
        content: [
          {
            type: 'output_text',
            text: 'hello',
            logprobs: [{ token: 'x', bytes: [1] }],
            annotations: [{ url: 'x' }],
          },
          { type: 'refusal', refusal: 'no' },
        ],
      },
      { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{"a":1}' },
      { type: 'custom_tool_call', id: 'ctc_1', call_id: 'c', name: 'f', input: 'abcd' },
    ];
    expect(countResponseCharacters({ output } as never)).toBe(21);
  });

  test.each([
    { output: null },
    { output: [null, 7, {}] },
    { output: [{ content: null, summary: 'x', arguments: {}, input: 7 }] },
    { output: [{ content: [null, 'x', { text: null }, { text: 7 }] }] },
  ])('survives a response that is not in order: %j', (response) => {
    expect(countResponseCharacters(response as never)).toBe(0);
  });

  test('sums up and says that it is one', () => {
    expect(estimateUsage(ask('x'.repeat(8)) as ChatRequest, 9)).toEqual({
      inputTokens: 2,
      outputTokens: 3,
      totalTokens: 5,
      estimated: true,
    });
  });

  test('survives nesting that no stack could follow', () => {
    const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(
      countResponseCharacters({ choices: [{ message: { content: 'x', deep } }] } as never),
    ).toBe(1);
    expect(countEventCharacters(deltaChunk({ content: 'x', deep }))).toBe(1);
  });

  test.each([
    ['a choice without a delta', { choices: [{ index: 0 }] }],
    ['a choice of null', { choices: [null] }],
    ['choices of null', { choices: null }],
    ['no choices', {}],
  ])('survives a chunk that is not in order: %s', (_, event) => {
    expect(countEventCharacters(event as never)).toBe(0);
    expect(countResponseCharacters(event as never)).toBe(0);
  });
});
