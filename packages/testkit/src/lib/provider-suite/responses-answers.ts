import type { ResponsesOutputItem, ResponsesOutputPart, ResponsesUsage } from '@gw/schema';
import { type Behaviour, compose } from '../upstream/behaviour.ts';
import {
  answerOf,
  type ChatAnswer,
  type CompactAnswer,
  type ProviderWire,
  type ReplyKind,
  type ResponsesAnswer,
} from './provider-wire.ts';

/** All of it different, so that nothing is taken for something else. */
const usage: ResponsesUsage = {
  input_tokens: 7,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 12,
};

const finished = { isIncomplete: false, usage };

function message(part: ResponsesOutputPart, id = 'msg_suite'): ResponsesOutputItem {
  return { id, type: 'message', status: 'completed', role: 'assistant', content: [part] };
}

const text = (words: string): ResponsesOutputPart => ({
  type: 'output_text',
  text: words,
  annotations: [],
});

/** Text in several scripts, so that its pieces are more bytes than characters. */
export const spoken: ResponsesAnswer = {
  ...finished,
  output: [message(text('Grüße aus 東京 👩🏽‍🚀!'))],
};

export const refused: ResponsesAnswer = {
  ...finished,
  output: [message({ type: 'refusal', refusal: 'Das möchte ich nicht.' })],
};

/** Reasoning that its maker wants back, in front of what came of it. */
export const reasoned: ResponsesAnswer = {
  ...finished,
  output: [
    {
      id: 'rs_suite',
      type: 'reasoning',
      summary: [
        { type: 'summary_text', text: 'Erst überlegen,' },
        { type: 'summary_text', text: 'dann antworten.' },
      ],
      encrypted_content: 'gAAAAsuite+sealed/Zm9yIHRlc3Rz==',
    },
    message(text('Achtzehn.')),
  ],
};

function call(id: string, name: string, args: string): ResponsesOutputItem {
  const call_id = `call_${id}`;
  return { id, type: 'function_call', call_id, name, arguments: args, status: 'completed' };
}

/** Two calls of one function among them: only their ids tell those apart. */
export const called: ResponsesAnswer = {
  ...finished,
  output: [
    call('fc_a1', 'suite_weather', '{"city":"Köln","days":3}'),
    call('fc_b2', 'suite_weather', '{"city":"東京","days":1}'),
    call('fc_c3', 'suite_time', '{"zone":"Europe/Berlin"}'),
  ],
};

export const cutOff: ResponsesAnswer = {
  output: [
    { ...(message(text('Grüße aus')) as object), status: 'incomplete' } as ResponsesOutputItem,
  ],
  isIncomplete: true,
  usage,
};

export const compacted: CompactAnswer = { encryptedContent: 'gAAAAsuite+compacted==', usage };

/** What a chat answer says, as a response. */
export function toResponse({ text: words, toolCalls, ...ending }: ChatAnswer): ResponsesAnswer {
  const said = words.join('');
  const { finishReason, usage: told } = ending;
  const isIncomplete = finishReason === 'length' || finishReason === 'content_filter';
  const status = isIncomplete ? 'incomplete' : 'completed';
  return {
    output: [
      ...(said === '' ? [] : [{ ...message(text(said)), status } as ResponsesOutputItem]),
      ...(toolCalls.map(({ id, name, ...called }) => ({
        ...(call(`fc_${id}`, name, called.arguments) as object),
        call_id: id,
      })) as ResponsesOutputItem[]),
    ],
    isIncomplete,
    ...(finishReason === 'content_filter' && { incompleteReason: finishReason }),
    usage: {
      input_tokens: told.input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: told.output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: told.input + told.output,
    },
  };
}

/** A response as a behaviour, spoiled by others from left to right. */
export function responseOf(
  wire: ProviderWire,
  answer: ResponsesAnswer,
  kind: ReplyKind,
  ...spoilers: readonly Behaviour[]
): Behaviour {
  return compose(answerOf(wire, 'responses')(answer, kind), ...spoilers);
}
