import type { ApiName } from '@gw/core';
import { type Behaviour, doneFrame, respond, sseFrame, stream } from '@gw/testkit/upstream';
import type { Endpoint } from './endpoints.ts';
import { wholeResponse } from './whole-response.ts';

/** Where a model can put words. */
export const kindsOfText = ['text', 'refusal', 'reasoning', 'arguments'] as const;
export type KindOfText = (typeof kindsOfText)[number];

/**
 * An upstream of the endpoint that says `pieces`, each in a delta of its own; in the end the whole
 * of it, where its api repeats it.
 */
export function says(
  { asks }: Endpoint,
  kind: KindOfText,
  pieces: readonly string[],
  as: 'json' | 'stream' = 'stream',
): Behaviour {
  const speech = speeches[asks] ?? responsesSpeech;
  if (as === 'stream') return stream(speech.frames(kind, pieces));
  return respond({ json: speech.whole(kind, pieces.join('')) });
}

/** How an api tells one thing. */
interface Speech {
  frames(kind: KindOfText, pieces: readonly string[]): string[];
  whole(kind: KindOfText, text: string): object;
}

const responsesSpeech: Speech = { frames: responsesFrames, whole: response };

const speeches: Readonly<Partial<Record<ApiName, Speech>>> = {
  chat: { frames: chatFrames, whole: completion },
  messages: { frames: messagesFrames, whole: anthropicMessage },
};

const chatMembers: Readonly<Record<KindOfText, (text: string) => object>> = {
  text: (content) => ({ content }),
  refusal: (refusal) => ({ refusal }),
  reasoning: (reasoning_content) => ({ reasoning_content }),
  arguments: (text) => ({
    tool_calls: [
      { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: text } },
    ],
  }),
};

const chunkOf = (delta: object, finish_reason: string | null = null) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta, finish_reason }],
});

function chatFrames(kind: KindOfText, pieces: readonly string[]): string[] {
  const deltas = pieces.map((piece, at) => {
    if (kind !== 'arguments' || at === 0) return chatMembers[kind](piece);
    return { tool_calls: [{ index: 0, function: { arguments: piece } }] };
  });
  const finish = chunkOf({}, kind === 'arguments' ? 'tool_calls' : 'stop');
  const chunks = [chunkOf({ role: 'assistant' }), ...deltas.map((delta) => chunkOf(delta)), finish];
  return [...chunks.map((chunk) => sseFrame(chunk)), doneFrame];
}

function completion(kind: KindOfText, text: string): object {
  const message = { role: 'assistant', content: null, refusal: null, ...chatMembers[kind](text) };
  const finish_reason = kind === 'arguments' ? 'tool_calls' : 'stop';
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message, finish_reason, logprobs: null }],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  };
}

/** A block, as it is when it begins, and its delta. A model that refuses says no text there. */
const blocks: Readonly<Partial<Record<KindOfText, (text: string) => object>>> = {
  reasoning: (thinking) => ({ type: 'thinking', thinking, signature: '' }),
  arguments: (text) => ({
    type: 'tool_use',
    id: 'toolu_1',
    name: 'f',
    input: text === '' ? {} : (JSON.parse(text) as object),
  }),
};
const blockOf = (kind: KindOfText, text: string) =>
  blocks[kind]?.(text) ?? { type: 'text', text, citations: null };

const blockDeltas: Readonly<Partial<Record<KindOfText, (piece: string) => object>>> = {
  reasoning: (thinking) => ({ type: 'thinking_delta', thinking }),
  arguments: (partial_json) => ({ type: 'input_json_delta', partial_json }),
};
const blockDelta = (kind: KindOfText, piece: string) =>
  blockDeltas[kind]?.(piece) ?? { type: 'text_delta', text: piece };

function anthropicMessage(kind: KindOfText, text: string): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [blockOf(kind, text)],
    stop_reason: kind === 'arguments' ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2 },
  };
}

function messagesFrames(kind: KindOfText, pieces: readonly string[]): string[] {
  const whole = anthropicMessage(kind, pieces.join(''));
  const begun = { ...whole, content: [], stop_reason: null };
  const { stop_reason } = whole as { readonly stop_reason?: string };
  const events: (readonly [type: string, members: object])[] = [
    ['message_start', { message: begun }],
    ['ping', {}],
    ['content_block_start', { index: 0, content_block: blockOf(kind, '') }],
    ...pieces.map(
      (piece) => ['content_block_delta', { index: 0, delta: blockDelta(kind, piece) }] as const,
    ),
    ['content_block_stop', { index: 0 }],
    ['message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 2 } }],
    ['message_stop', {}],
  ];
  return events.map(([type, members]) => sseFrame({ type, ...members }, type));
}

const message = { id: 'msg_1', type: 'message', role: 'assistant' };
const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'f' };
const outputText = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] });

/** How each kind of text is told: its item, its part, and the names of its events. */
const told: Readonly<Record<KindOfText, (text: string) => Told>> = {
  text: (text) => ({
    item: { ...message, content: [outputText(text)] },
    opened: { ...message, content: [] },
    part: { name: 'content_part', part: outputText(text), opened: outputText('') },
    delta: 'output_text',
  }),
  refusal: (refusal) => ({
    item: { ...message, content: [{ type: 'refusal', refusal }] },
    opened: { ...message, content: [] },
    part: {
      name: 'content_part',
      part: { type: 'refusal', refusal },
      opened: { type: 'refusal', refusal: '' },
    },
    delta: 'refusal',
  }),
  reasoning: (text) => ({
    item: { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text }] },
    opened: { id: 'rs_1', type: 'reasoning', summary: [] },
    part: {
      name: 'reasoning_summary_part',
      part: { type: 'summary_text', text },
      opened: { type: 'summary_text', text: '' },
    },
    delta: 'reasoning_summary_text',
  }),
  arguments: (text) => ({
    item: { ...call, arguments: text },
    opened: { ...call, arguments: '' },
    part: undefined,
    delta: 'function_call_arguments',
  }),
};

interface Told {
  readonly item: object & { readonly id: string };
  readonly opened: object;
  readonly part:
    | { readonly name: string; readonly part: object; readonly opened: object }
    | undefined;
  readonly delta: string;
}

function response(kind: KindOfText, text: string): object {
  const { item } = told[kind](text);
  return { ...wholeResponse(''), output: [{ ...item, status: 'completed' }] };
}

function responsesFrames(kind: KindOfText, pieces: readonly string[]): string[] {
  const text = pieces.join('');
  const { item, opened, part, delta } = told[kind](text);
  const index = part?.name === 'content_part' ? { content_index: 0 } : part && { summary_index: 0 };
  const place = { item_id: item.id, output_index: 0, ...index };
  const done = kind === 'refusal' || kind === 'arguments' ? { [kind]: text } : { text };
  const begun = { ...wholeResponse(''), status: 'in_progress', output: [], usage: null };
  const events: (readonly [type: string, members: object])[] = [
    ['created', { response: begun }],
    ['in_progress', { response: begun }],
    ['output_item.added', { output_index: 0, item: { ...opened, status: 'in_progress' } }],
    ...(part ? [[`${part.name}.added`, { ...place, part: part.opened }] as const] : []),
    ...pieces.map((piece) => [`${delta}.delta`, { ...place, delta: piece }] as const),
    [`${delta}.done`, { ...place, ...done }],
    ...(part ? [[`${part.name}.done`, { ...place, part: part.part }] as const] : []),
    ['output_item.done', { output_index: 0, item: { ...item, status: 'completed' } }],
    ['completed', { response: response(kind, text) }],
  ];
  return events.map(([name, members], sequence_number) => {
    const type = `response.${name}`;
    return sseFrame({ type, sequence_number, ...members }, type);
  });
}
