import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ChatCompletion, ChatToolCall, ChatUsage } from '@gw/schema';
import type { Members } from './ask.ts';
import { framesOf } from './frames.ts';
import { answerOf } from './provider-wire.ts';
import type { Asking, Talk, Told, ToldCall, Tool } from './talk.ts';
import { sayingOf, toldIn } from './told.ts';

export const chatTalk: Talk = {
  api: 'chat',
  ask: toChat,
  oddBody,
  answer: (wire, answer, kind) => answerOf(wire, 'chat')(answer, kind),
  async hear(bench, reply) {
    if (reply.json) return toldInJson(readPayload(reply.json) as ChatCompletion);
    const { text, toolCalls: calls, finishReasons, usages } = toldIn(await framesOf(bench, reply));
    const [finish = 'none', ...more] = finishReasons;
    assert.deepEqual(more, [], 'a stream says once why it ends');
    return { text, calls, finish, usage: toUsage(usages[0]) };
  },
  textIn: (frames) => toldIn(frames).text,
  endsIn: (frames) => frames.some(({ kind }) => kind === 'done'),
  sayingIn: sayingOf,
};

function toldInJson({ choices, usage }: ChatCompletion): Told {
  assert.equal(choices.length, 1, 'one answer was asked for');
  const [choice] = choices;
  assert.ok(choice, 'an answer has a choice');
  const { content, tool_calls: calls } = choice.message;
  return {
    text: content ?? '',
    calls: (calls ?? []).map(toCall),
    finish: choice.finish_reason,
    usage: toUsage(usage),
  };
}

function toCall(call: ChatToolCall): ToldCall {
  assert.ok('function' in call, 'a function was offered');
  assert.equal(call.type, 'function');
  return { id: call.id, name: call.function.name, arguments: call.function.arguments };
}

function toUsage(usage: ChatUsage | null | undefined): Told['usage'] {
  return usage ? { input: usage.prompt_tokens, output: usage.completion_tokens } : undefined;
}

function toChat({ tools, calls, schema, maxTokens, ...said }: Asking): Members {
  return {
    messages: toMessages(said),
    ...(tools && { tools: tools.map(toTool) }),
    ...(calls && { tool_choice: 'required', parallel_tool_calls: calls === 'several' }),
    ...(schema && { response_format: toFormat(schema) }),
    ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
  };
}

function toMessages({
  text,
  system,
  called,
}: Pick<Asking, 'text' | 'system' | 'called'>): object[] {
  const messages: object[] = [{ role: 'user', content: text }];
  if (system !== undefined) messages.unshift({ role: 'system', content: system });
  if (!called) return messages;
  const { id, ...call } = called.call;
  const tool_calls = [{ id, type: 'function', function: call }];
  return [
    ...messages,
    { role: 'assistant', content: called.said ?? null, tool_calls },
    { role: 'tool', tool_call_id: id, content: called.result },
  ];
}

function toTool(tool: Tool): object {
  return { type: 'function', function: tool };
}

function toFormat(schema: object): object {
  return { type: 'json_schema', json_schema: { name: 'suite_report', strict: true, schema } };
}

function oddBody(model: string): string {
  return (
    `{\n  "suite_first": 1e400, "model":${JSON.stringify(model)},"seed":12345678901234567890,\t"messages":` +
    '[{"content":"\\u00fc\\/\\ud83d\\ude00","role":"user","suite_part":-0.0}], "suite_last": {"b":1,"a":[]} }\n'
  );
}
