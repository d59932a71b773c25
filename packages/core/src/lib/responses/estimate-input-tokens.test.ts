import type { InputTokensRequest } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { estimateInputTokens } from './estimate-input-tokens.ts';

const estimate = (request: object) => estimateInputTokens(request as InputTokensRequest);
const ask = (...content: object[]) => ({ input: [{ role: 'user', content }] });
const base64 = 'A'.repeat(2_000_000);

describe('an estimate of the tokens of a request', () => {
  test('counts four characters a token over instructions, input and tools', () => {
    expect(estimate({ input: 'x'.repeat(400) })).toBe(100);
    expect(estimate({ model: 'm', input: 'abcd', instructions: 'efgh' })).toBe(2);
    expect(estimate(ask({ type: 'input_text', text: 'x'.repeat(40) }))).toBe(10);
    const tool = { type: 'function', name: 'abcd', description: 'efgh' };
    expect(estimate({ input: 'abcd', tools: [tool], metadata: { a: base64 } })).toBe(3);
    expect(estimate({ model: 'm' })).toBe(0);
    expect(estimate({ input: null, tools: null, instructions: null })).toBe(0);
  });

  test('counts calls and what they gave back', () => {
    const input = [
      { type: 'function_call', id: 'fc_1', name: 'abcd', arguments: '{"a":1}x' },
      { type: 'function_call_output', output: 'x'.repeat(8) },
    ];
    expect(estimate({ input })).toBe(5);
  });

  test.each([
    [
      'a picture in place',
      { type: 'input_image', image_url: `data:image/png;base64,${base64}` },
      1000,
    ],
    ['a picture by link', { type: 'input_image', image_url: 'https://x/y', detail: null }, 1000],
    ['a picture by id', { type: 'input_image', file_id: 'file-1' }, 1000],
    ['a file in place', { type: 'input_file', file_data: base64, filename: 'abcd' }, 1001],
    ['a file by link', { type: 'input_file', file_url: 'https://x/y' }, 1000],
    ['a sound', { type: 'input_audio', input_audio: { data: base64, format: 'wav' } }, 1000],
    ['a film', { type: 'input_video', video_url: base64 }, 4000],
  ])('counts %s as what it is, never its base64', (_, part, tokens) => {
    expect(estimate(ask(part))).toBe(tokens);
    expect(estimate({ input: [{ type: 'function_call_output', output: [part] }] })).toBe(tokens);
  });

  test('counts what a hosted tool drew as a picture', () => {
    expect(
      estimate({ input: [{ type: 'image_generation_call', id: 'ig_1', result: base64 }] }),
    ).toBe(1000);
  });

  test('takes a tool’s parameter for a name and not for a medium', () => {
    const parameters = { type: 'object', properties: { file: { description: 'abcd' }, audio: {} } };
    expect(estimate({ tools: [{ type: 'function', name: 'abcd', parameters }] })).toBe(2);
  });

  test('leaves out what an answer carried beside its text', () => {
    const part = {
      type: 'output_text',
      text: 'abcd',
      annotations: [{ type: 'file_citation', file_id: 'file-1', index: 7 }],
      logprobs: [{ token: 'abcd', logprob: -1, bytes: [1, 2], top_logprobs: [] }],
    };
    expect(estimate({ input: [{ role: 'assistant', content: [part] }] })).toBe(1);
  });
});
