import { createRecordedStream } from './recorded-stream.ts';
import {
  createSnapshots,
  numberFrames,
  type UnnumberedEvent,
  usageOf,
} from './responses-frames.ts';

const weather = {
  type: 'function',
  description: null,
  name: 'get_weather',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
  strict: true,
};
const time = {
  type: 'function',
  description: null,
  name: 'get_time',
  parameters: {
    type: 'object',
    properties: { zone: { type: 'string' } },
    required: ['zone'],
    additionalProperties: false,
  },
  strict: true,
};

const snapshots = createSnapshots({
  id: 'resp_0d4n1G8uPqJtR5wX006932766a1c5081979d',
  created_at: 1_764_968_102,
  model: 'gpt-4o-2024-08-06',
});
const snapshot = (status: string, more: object = {}) =>
  snapshots(status, { tool_choice: 'required', tools: [weather, time], ...more });

function streamCall(
  output_index: number,
  [id, call_id, name]: readonly [string, string, string],
  pieces: readonly string[],
) {
  const place = { item_id: id, output_index };
  const item = { id, type: 'function_call', status: 'completed', arguments: pieces.join('') };
  const call = { ...item, call_id, name };
  const opened = { ...call, status: 'in_progress', arguments: '' };
  const events: UnnumberedEvent[] = [
    ['response.output_item.added', { output_index, item: opened }],
    ...pieces.map(
      (delta, at): UnnumberedEvent => [
        'response.function_call_arguments.delta',
        { ...place, delta, obfuscation: 'pZ3dF9waX0mT5b2L'.slice(at) },
      ],
    ),
    ['response.function_call_arguments.done', { ...place, arguments: call.arguments }],
    ['response.output_item.done', { output_index, item: call }],
  ];
  return { item: call, events };
}

const calls = [
  streamCall(
    0,
    ['fc_0d4n1G8uPqJtR5wX0069327670a1', 'call_mGx2Q8vT1nKzR4wL', 'get_weather'],
    ['{"', 'city', '":"', 'Kö', 'ln', '"}'],
  ),
  streamCall(
    1,
    ['fc_0d4n1G8uPqJtR5wX0069327670b2', 'call_7hYpB3cJ9sDfE6uA', 'get_weather'],
    ['{"', 'city', '":"', '東京', '"}'],
  ),
  streamCall(
    2,
    ['fc_0d4n1G8uPqJtR5wX0069327670c3', 'call_Zt5VqN0xW8iM2oRk', 'get_time'],
    ['{"', 'zone', '":"', 'Europe', '/', 'Berlin', '"}'],
  ),
];

/** Three parallel calls, two of one function: items of their own, one finished before the next. */
export const responsesToolCalls = createRecordedStream({
  source: 'https://platform.openai.com/docs/guides/function-calling#streaming',
  path: '/responses',
  request: {
    model: 'gpt-4o',
    input: [{ role: 'user', content: 'Weather in Köln and 東京, and the time in Köln?' }],
    tools: [weather, time].map(({ type, name, parameters }) => ({ type, name, parameters })),
    tool_choice: 'required',
    stream: true,
  },
  frames: numberFrames([
    ['response.created', snapshot('in_progress')],
    ['response.in_progress', snapshot('in_progress')],
    ...calls.flatMap(({ events }) => events),
    [
      'response.completed',
      snapshot('completed', {
        completed_at: 1_764_968_104,
        output: calls.map(({ item }) => item),
        usage: usageOf(96, 51),
      }),
    ],
  ]),
});
