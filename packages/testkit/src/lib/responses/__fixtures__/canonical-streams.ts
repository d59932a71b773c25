import type { WireObject } from '../wire-object.ts';
import {
  hello,
  message,
  reasoningText,
  resource,
  usage,
  weatherCall,
} from './canonical-objects.ts';
import { itemEvents } from './item-events.ts';

/** One valid stream of each kind; the events are numbered from 0. */
export const canonicalStreams = {
  text: streamOf([message('completed', hello)]),
  queued: streamOf([message('completed', hello)], { queued: true }),
  parallelCalls: streamOf([
    message('completed', hello),
    weatherCall('fc_1', 'call_1'),
    weatherCall('fc_2', 'call_2'),
  ]),
  customCall: streamOf([
    {
      id: 'ctc_1',
      type: 'custom_tool_call',
      call_id: 'call_1',
      name: 'shell',
      input: 'ls -l',
      status: 'completed',
    },
  ]),
  refusal: streamOf([message('completed', { type: 'refusal', refusal: 'I cannot.' })]),
  rawReasoning: streamOf([
    { id: 'rs_1', type: 'reasoning', summary: [], content: [reasoningText('thinking')] },
    message('completed', hello),
  ]),
  openaiRawReasoning: streamOf(
    [{ id: 'rs_1', type: 'reasoning', summary: [], content: [reasoningText('thinking')] }],
    { reasoning: 'response.reasoning_text' },
  ),
  summary: streamOf([
    {
      id: 'rs_1',
      type: 'reasoning',
      summary: [
        { type: 'summary_text', text: 'First part.' },
        { type: 'summary_text', text: 'Second part.' },
      ],
      encrypted_content: 'gAAAA',
    },
    message('completed', hello),
  ]),
  encryptedOnly: streamOf([
    { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
    message('completed', hello),
  ]),
  incomplete: streamOf([message('incomplete', hello)], {
    end: 'incomplete',
    more: { incomplete_details: { reason: 'max_output_tokens' } },
  }),
  failed: failedStream(),
  cancelled: cancelledStream(),
};

/** The same with its order and numbers made right again, for a stream with an event more or less. */
export function renumber(events: readonly WireObject[]): WireObject[] {
  return events.map((event, at) => ({ ...event, sequence_number: at }));
}

interface StreamSettings {
  queued?: boolean;
  reasoning?: string;
  end?: string;
  more?: WireObject;
}

function streamOf(items: readonly WireObject[], settings: StreamSettings = {}): WireObject[] {
  const { queued = false, reasoning = 'response.reasoning', end = 'completed', more } = settings;
  const start = (phase: string, status: string) => ({
    type: `response.${phase}`,
    response: { ...resource, status },
  });
  const completed_at = end === 'completed' ? 1_764_967_980 : null;
  const final = { ...resource, status: end, completed_at, output: items, usage, ...more };
  return renumber([
    start('created', queued ? 'queued' : 'in_progress'),
    ...(queued ? [start('queued', 'queued')] : []),
    start('in_progress', 'in_progress'),
    ...items.flatMap((item, index) => itemEvents(item, index, reasoning)),
    { type: `response.${end}`, response: final },
  ]);
}

/** Up to the middle of a text. */
function brokenOff(): readonly WireObject[] {
  return streamOf([message('completed', hello)]).slice(0, 5);
}

/** Fails in the middle of a text: the item stays open. */
function failedStream(): WireObject[] {
  const error = { type: 'server_error', code: 'server_error', message: 'Broken.', param: null };
  const failure = { code: 'server_error', message: 'Broken.' };
  const output = [message('in_progress', hello)];
  const response = { ...resource, status: 'failed', error: failure, output };
  return renumber([
    ...brokenOff(),
    { type: 'error', error },
    { type: 'response.failed', response },
  ]);
}

/** Cancelled in the middle of a text: nothing went wrong, and there is no other event for it. */
function cancelledStream(): WireObject[] {
  const output = [message('incomplete', hello)];
  const response = { ...resource, status: 'cancelled', error: null, output };
  return renumber([...brokenOff(), { type: 'response.failed', response }]);
}
