import { collectDrafts } from '@gw/provider-utils';
import type { ResponsesStreamEvent } from '@gw/schema';
import { openStream } from '../open-stream.ts';
import type { AnswerContext } from '../stream-state.ts';
import { createGeminiNames } from '../tool-names.ts';

/** Ids that count from 1. */
function counted(): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}_${count}`;
  };
}

export function contextFor(request: object = {}): AnswerContext {
  const asked = { model: 'm', input: 'hi', ...request } as AnswerContext['request'];
  return { request: asked, names: createGeminiNames(asked.tools), createId: counted() };
}

/** An answer with these parts. */
export function answer(parts: readonly object[], more: object = {}): object {
  return { candidates: [{ content: { role: 'model', parts }, index: 0, ...more }] };
}

export const stop = { candidates: [{ finishReason: 'STOP', index: 0 }] };

/** All events that answers are told by. */
export function eventsOf(
  answers: readonly unknown[],
  request: object = {},
): ResponsesStreamEvent[] {
  const stream = openStream(contextFor(request));
  return [...answers.flatMap((told) => stream.push(told)), ...stream.end()];
}

/** The response that they make. */
export function responseOf(answers: readonly unknown[], request: object = {}) {
  return collectDrafts(eventsOf(answers, request));
}
