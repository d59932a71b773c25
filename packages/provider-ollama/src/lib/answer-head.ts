import { createId } from '@gw/core';
import type { OllamaChatAnswer } from './ollama-api.ts';

/** What all chunks of an answer, or the whole of it, begin with. */
export interface AnswerHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

/** @param model that was asked for, in case that the upstream does not name it. */
export function readHead(
  { model: named, created_at }: OllamaChatAnswer,
  model: string,
): AnswerHead {
  const time = Date.parse(created_at ?? '');
  const created = Math.floor((Number.isNaN(time) ? Date.now() : time) / 1000);
  return { id: createId('chatcmpl'), created, model: named || model };
}
