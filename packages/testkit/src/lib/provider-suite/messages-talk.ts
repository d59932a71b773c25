import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { MessagesContentBlock, MessagesResponse, MessagesStreamEvent } from '@gw/schema';
import type { Members } from './ask.ts';
import { type Frames, framesOf, meaningOf } from './frames.ts';
import { joinMessage } from './join-message.ts';
import { answerOf, isNativeIn } from './provider-wire.ts';
import { withSteadyIds } from './steady-ids.ts';
import type { Asking, Talk, Told } from './talk.ts';

/** Anthropic's api. @see https://platform.claude.com/docs/en/api/messages/create */
export const messagesTalk: Talk = {
  api: 'messages',
  ask: toMessages,
  oddBody,
  answer: (wire, answer, kind) => answerOf(wire, 'messages')(answer, kind),
  async hear(bench, reply) {
    if (reply.json) return toldIn(readPayload(reply.json) as MessagesResponse);
    return toldIn(joinMessage(eventsIn(await framesOf(bench, reply))));
  },
  textIn: (frames) => eventsIn(frames).map(textOf).join(''),
  endsIn: (frames) => eventsIn(frames).some(({ type }) => type === 'message_stop'),
  sayingIn({ wire }, frames) {
    const meaning = meaningOf(frames);
    return wire && isNativeIn(wire, 'messages') ? meaning : withSteadyIds(meaning);
  },
};

const finishes: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  max_tokens: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

function toldIn({ content, stop_reason: reason, usage }: MessagesResponse): Told {
  return {
    text: content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: content.flatMap(toCall),
    finish: finishes[reason ?? ''] ?? 'none',
    usage: { input: usage.input_tokens, output: usage.output_tokens },
  };
}

function toCall(block: MessagesContentBlock): Told['calls'] {
  if (block.type !== 'tool_use') return [];
  const { id, name, input } = block;
  return [{ id, name, arguments: JSON.stringify(input) }];
}

function eventsIn(frames: Frames): MessagesStreamEvent[] {
  return frames.flatMap((frame) => {
    if (frame.kind !== 'event') return [];
    const event = frame.event as MessagesStreamEvent;
    assert.equal(frame.name, event.type, 'an event of a message is named');
    return [event];
  });
}

function textOf(event: MessagesStreamEvent): string {
  if (event.type !== 'content_block_delta') return '';
  return event.delta.type === 'text_delta' ? event.delta.text : '';
}

function toMessages({ system, tools, calls, schema, maxTokens = 4096, ...said }: Asking): Members {
  return {
    max_tokens: maxTokens,
    messages: toTurns(said),
    ...(system !== undefined && { system }),
    ...(tools && {
      tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters })),
    }),
    ...(calls && { tool_choice: { type: 'any', disable_parallel_tool_use: calls === 'one' } }),
    ...(schema && { output_config: { format: { type: 'json_schema', schema } } }),
  };
}

function toTurns({ text, called }: Pick<Asking, 'text' | 'called'>): object[] {
  const question = { role: 'user', content: text };
  if (!called) return [question];
  const { id, name, arguments: written } = called.call;
  const use = { type: 'tool_use', id, name, input: JSON.parse(written) as unknown };
  const result = { type: 'tool_result', tool_use_id: id, content: called.result };
  const said = called.said === undefined ? [] : [{ type: 'text', text: called.said }];
  const answer = { role: 'assistant', content: [...said, use] };
  return [question, answer, { role: 'user', content: [result] }];
}

function oddBody(model: string): string {
  return (
    `{\n  "suite_first": 1e400, "model":${JSON.stringify(model)},"max_tokens":64,\t"messages":` +
    '[{"content":"\\u00fc\\/\\ud83d\\ude00","role":"user","suite_part":-0.0}], "suite_last": {"b":1,"a":[]} }\n'
  );
}
