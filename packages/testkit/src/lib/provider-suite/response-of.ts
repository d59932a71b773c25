import assert from 'node:assert/strict';
import { readPayload } from '@gw/core';
import type { ResponseResource } from '@gw/schema';
import { askJson, askStream, type Members } from './ask.ts';
import type { Bench } from './bench.ts';
import { finishDraft } from './finish-draft.ts';
import { framesOf } from './frames.ts';
import type { ReplyKind, ResponsesAnswer } from './provider-wire.ts';
import { responseOf } from './responses-answers.ts';
import { type ToldResponse, toldResponse } from './told-response.ts';

/** What of a response is the upstream's. */
export type Said = Pick<ResponseResource, 'output' | 'usage' | 'status' | 'incomplete_details'>;

/** What is asked where nothing else is. */
export const question = { input: 'Say what the suite wants to hear.' };

/** Has the upstream give this answer next. A provider without one says what it has to say. */
export function saysResponse(
  { upstream, wire }: Bench,
  answer: ResponsesAnswer,
  kind: ReplyKind,
): void {
  if (upstream && wire) upstream.script(responseOf(wire, answer, kind));
}

/** The response that a client gets, as JSON. */
export async function wholeOf(
  bench: Bench,
  answer: ResponsesAnswer,
  members: Members = {},
): Promise<ResponseResource> {
  saysResponse(bench, answer, 'json');
  const reply = await askJson(bench, 'responses', members);
  const { json } = await finishDraft(bench, reply, { ...question, ...members });
  return readPayload(json ?? assert.fail('the reply is JSON')) as ResponseResource;
}

/** The same as a stream, put together again. */
export async function streamOf(
  bench: Bench,
  answer: ResponsesAnswer,
  members: Members = {},
): Promise<ToldResponse> {
  saysResponse(bench, answer, 'stream');
  const reply = await askStream(bench, 'responses', members);
  const asked = { ...question, ...members, stream: true };
  const { stream } = await finishDraft(bench, reply, asked);
  const frames = await framesOf(bench, { ...reply, stream: stream ?? assert.fail('no stream') });
  return toldResponse(frames);
}

/** What the answer says, as a response has it. */
export function resourceOf({ isIncomplete, output, usage: told }: ResponsesAnswer): Said {
  return {
    output: [...output],
    usage: told,
    status: isIncomplete ? 'incomplete' : 'completed',
    incomplete_details: isIncomplete ? { reason: 'max_output_tokens' } : null,
  };
}

export function textIn({ output }: Said): string {
  return output
    .flatMap((item) => (item.type === 'message' ? item.content : []))
    .map((part) => ('text' in part ? part.text : ''))
    .join('');
}
