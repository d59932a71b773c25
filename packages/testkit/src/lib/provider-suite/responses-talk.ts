import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import type { Members } from './ask.ts';
import { finishDraft } from './finish-draft.ts';
import { type Frames, framesOf, meaningOf } from './frames.ts';
import { isNativeIn } from './provider-wire.ts';
import { responseOf, toResponse } from './responses-answers.ts';
import { withSteadyIds } from './steady-ids.ts';
import type { Asking, Talk, Told, ToldCall } from './talk.ts';
import { toldResponse } from './told-response.ts';

/** Drafts are judged by what the gateway makes of them. */
export const responsesTalk: Talk = {
  api: 'responses',
  ask: toResponses,
  oddBody,
  answer: (wire, answer, kind) => responseOf(wire, toResponse(answer), kind),
  async hear(bench, reply, members) {
    const whole = await finishDraft(bench, reply, members);
    if (whole.json) return toldIn(readPayload(whole.json) as ResponseResource);
    const { response, deltas } = toldResponse(await framesOf(bench, whole));
    const told = toldIn(response);
    assert.equal(deltas('output_text'), told.text, 'the deltas say what the snapshot says');
    return told;
  },
  textIn,
  endsIn: (frames) => typesIn(frames).some((type) => type === 'response.completed'),
  sayingIn({ wire }, frames) {
    const meaning = meaningOf(frames);
    return wire && isNativeIn(wire, 'responses') ? meaning : withSteadyIds(meaning);
  },
};

function toldIn({ output, status, incomplete_details: details, usage }: ResponseResource): Told {
  const calls = output.flatMap((item): ToldCall[] =>
    item.type === 'function_call'
      ? [{ id: item.call_id, name: item.name, arguments: item.arguments }]
      : [],
  );
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  const whole = calls.length > 0 ? 'tool_calls' : 'stop';
  return {
    text: parts.map((part) => ('text' in part ? part.text : '')).join(''),
    calls,
    finish: status === 'completed' ? whole : reasonOf(details?.reason),
    usage: usage ? { input: usage.input_tokens, output: usage.output_tokens } : undefined,
  };
}

function reasonOf(reason: string | undefined): string {
  return reason === 'max_output_tokens' ? 'length' : (reason ?? 'none');
}

/** Drafts of a stream say the deltas themselves. */
function textIn(frames: Frames): string {
  return frames
    .map((frame) => {
      const { type, delta } = frame.kind === 'event' ? (frame.event as Members) : {};
      return type === 'response.output_text.delta' ? String(delta) : '';
    })
    .join('');
}

function typesIn(frames: Frames): unknown[] {
  return frames.flatMap((frame) => (frame.kind === 'event' ? (frame.event as Members).type : []));
}

function toResponses({ system, tools, calls, schema, maxTokens, ...said }: Asking): Members {
  return {
    input: toInput(said),
    ...(system !== undefined && { instructions: system }),
    ...(tools && { tools: tools.map((tool) => ({ type: 'function', ...tool })) }),
    ...(calls && { tool_choice: 'required', parallel_tool_calls: calls === 'several' }),
    ...(schema && { text: { format: toFormat(schema) } }),
    ...(maxTokens !== undefined && { max_output_tokens: maxTokens }),
  };
}

function toInput({ text, called }: Pick<Asking, 'text' | 'called'>): object[] {
  const question = { role: 'user', content: text };
  if (!called) return [question];
  const { id: call_id, ...call } = called.call;
  return [
    question,
    ...(called.said === undefined ? [] : [{ role: 'assistant', content: called.said }]),
    { type: 'function_call', call_id, ...call },
    { type: 'function_call_output', call_id, output: called.result },
  ];
}

function toFormat(schema: object): object {
  return { type: 'json_schema', name: 'suite_report', strict: true, schema };
}

/** With items that only their maker can read, and that nobody knows. */
function oddBody(model: string): string {
  return (
    `{\n  "suite_first": 1e400, "model":${JSON.stringify(model)},\t"input":[{"role":"user","content":"\\u00fc\\/"},` +
    '{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"gAAA+/=","suite_part":-0.0},' +
    '{"type":"suite:search","id":"x"}], "suite_last": {"b":1,"a":[]} }\n'
  );
}
