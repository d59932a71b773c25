import { expect, it } from 'vitest';
import { carriesContent } from './carries-content.ts';
import { sseFrame } from './sse-frame.ts';

const delta = (value: object) => sseFrame({ choices: [{ index: 0, delta: value }] });
const block = (what: string, value?: object) =>
  sseFrame({ type: `content_block_${what}`, index: 0, delta: value });

it.each([
  ['a text', true, delta({ content: 'x' })],
  ['a refusal', true, delta({ refusal: 'no' })],
  ['a call', true, delta({ tool_calls: [{ index: 0 }] })],
  ['reasoning', true, delta({ content: null, reasoning_content: 'hm' })],
  ['an unknown member', true, delta({ audio: { data: 'AA' } })],
  ['an image', true, sseFrame({ b64_json: 'AA' }, 'image_generation.partial_image')],
  ['a delta of the Responses wire', true, sseFrame({ type: 'response.output_text.delta' })],
  ['a finished item', true, sseFrame({ type: 'response.output_item.done', item: {} })],
  ['a delta of the Messages wire', true, block('delta', { type: 'text_delta', text: 'x' })],
  ['a block that ends', true, block('stop')],
  ['a second frame in one piece', true, delta({ role: 'assistant' }) + delta({ content: 'x' })],
  ['the role', false, delta({ role: 'assistant', content: '', refusal: null, tool_calls: [] })],
  ['an empty delta', false, delta({})],
  ['an empty delta of that wire', false, sseFrame({ type: 'response.refusal.delta', delta: '' })],
  ['an empty one there', false, block('delta', { type: 'input_json_delta', partial_json: '' })],
  ['a block that begins', false, block('start')],
  ['an item that begins', false, sseFrame({ type: 'response.output_item.added', item: {} })],
  ['a response that begins', false, sseFrame({ type: 'response.created', response: {} })],
  ['usage', false, sseFrame({ choices: [], usage: { total_tokens: 1 } })],
  ['an error', false, sseFrame({ error: { message: 'x' } })],
  ['the end', false, 'data: [DONE]\n\n'],
  ['a comment', false, ': {"choices":[{"delta":{"content":"x"}}]}\n\n'],
  ['JSON that is no object', false, 'data: 1\n\n'],
])('%s: %s', (_name, expected, frame) => {
  expect(carriesContent(new TextEncoder().encode(frame))).toBe(expected);
});
