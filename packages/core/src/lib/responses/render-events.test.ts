import type { ResponseResource } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { upstreamResponse } from '../../__fixtures__/responses-wire.ts';
import { toResponsesEvents } from './render-events.ts';
import { createStamp } from './stamp.ts';

const items = [
  {
    id: 'rs_1',
    type: 'reasoning',
    status: 'completed',
    summary: [
      { type: 'summary_text', text: 'First.' },
      { type: 'summary_text', text: '' },
    ],
    content: [{ type: 'reasoning_text', text: 'raw' }],
    encrypted_content: 'opaque',
  },
  {
    id: 'msg_1',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    phase: 'final_answer',
    content: [
      {
        type: 'output_text',
        text: 'Hello',
        annotations: [{ type: 'url_citation', url: 'u', title: 't', start_index: 0, end_index: 5 }],
        logprobs: [{ token: 'Hello', logprob: -1, bytes: [1], top_logprobs: [] }],
      },
      { type: 'refusal', refusal: 'No.' },
    ],
  },
  {
    id: 'fc_1',
    type: 'function_call',
    status: 'completed',
    call_id: 'c1',
    name: 'f',
    arguments: '{}',
  },
  {
    id: 'ct_1',
    type: 'custom_tool_call',
    status: 'completed',
    call_id: 'c2',
    name: 'g',
    input: 'x',
  },
  { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search' } },
];

describe('a whole response told as a stream', () => {
  test('comes back from the stamp as it was', () => {
    const response = upstreamResponse({ output: items, created_at: 5, completed_at: 6 });
    const stamp = createStamp({
      request: { model: 'm', include: ['reasoning.encrypted_content'], store: false },
      createId: (prefix) => `${prefix}_new`,
      nowSeconds: () => 7,
    });
    const told = response as unknown as ResponseResource;
    for (const event of toResponsesEvents(told)) stamp.take(event);
    expect(stamp.response()).toMatchObject(response);
    expect(stamp.response()?.output).toStrictEqual(items);
  });

  test('a response that upstreams should not have sent is told as far as it makes sense', () => {
    const odd = { status: 'completed', output: [null, 7, { type: 'message', content: null }] };
    const types = toResponsesEvents(odd as unknown as ResponseResource).map(({ type }) => type);
    expect(types).toEqual([
      'response.created',
      'response.output_item.added',
      'response.output_item.done',
      'response.completed',
    ]);
  });
});
