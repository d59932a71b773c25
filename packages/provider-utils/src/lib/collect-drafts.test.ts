import { expect, it } from 'vitest';
import { collectDrafts } from './collect-drafts.ts';

const added = (output_index: number, item: object) => ({
  type: 'response.output_item.added',
  output_index,
  item,
});
const done = (output_index: number, item: object = {}) => ({
  type: 'response.output_item.done',
  output_index,
  item,
});

it('texts grow in their parts, calls in themselves', () => {
  const inText = { output_index: 1, content_index: 0 };
  const drafts = [
    { type: 'response.created', response: { model: 'm' } },
    added(0, { type: 'reasoning', summary: [] }),
    {
      type: 'response.reasoning_summary_part.added',
      output_index: 0,
      summary_index: 0,
      part: { type: 'summary_text', text: '' },
    },
    {
      type: 'response.reasoning_summary_text.delta',
      output_index: 0,
      summary_index: 0,
      delta: 'Hm.',
    },
    done(0, { encrypted_content: 'sealed' }),
    added(1, { type: 'message', content: [] }),
    { type: 'response.content_part.added', ...inText, part: { type: 'output_text', text: '' } },
    { type: 'response.output_text.delta', ...inText, delta: 'Hel', logprobs: [1] },
    { type: 'response.content_part.added', ...inText, content_index: 1, part: { refusal: '' } },
    { type: 'response.refusal.delta', ...inText, content_index: 1, delta: 'No.' },
    { type: 'response.output_text.delta', ...inText, delta: 'lo', logprobs: [2] },
    { type: 'response.output_text.annotation.added', ...inText, annotation: { url: 'a' } },
    added(2, { type: 'function_call', arguments: '' }),
    added(3, { type: 'custom_tool_call', input: '' }),
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"a"' },
    { type: 'response.custom_tool_call_input.delta', output_index: 3, delta: 'ls' },
    { type: 'response.function_call_arguments.delta', output_index: 2, delta: ':1}' },
    done(2, { status: 'completed' }),
    { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 1 } } },
  ];
  const before = structuredClone(drafts);
  expect(collectDrafts(drafts)).toEqual({
    model: 'm',
    status: 'completed',
    usage: { input_tokens: 1 },
    output: [
      {
        type: 'reasoning',
        summary: [{ type: 'summary_text', text: 'Hm.' }],
        encrypted_content: 'sealed',
      },
      {
        type: 'message',
        content: [
          { type: 'output_text', text: 'Hello', logprobs: [1, 2], annotations: [{ url: 'a' }] },
          { refusal: 'No.' },
        ],
      },
      { type: 'function_call', arguments: '{"a":1}', status: 'completed' },
      { type: 'custom_tool_call', input: 'ls' },
    ],
  });
  expect(drafts).toEqual(before);
});

it('what belongs to nothing changes nothing', () => {
  const drafts = [
    { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'lost' },
    added(0, { type: 'message', content: [] }),
    { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'lost' },
  ];
  expect(collectDrafts(drafts)).toEqual({ output: [{ type: 'message', content: [] }] });
});
