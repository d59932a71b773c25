import type { ChatAnnotation, ChatDelta } from '@gw/schema';
import { isMembers, type Members } from '../../responses/members.ts';
import { type StreamState, tellDelta } from './stream-state.ts';

/** A piece of the answer. Clients that did not ask for log probabilities do not get them. */
export function tellText(state: StreamState, content: string, logprobs: readonly unknown[]): void {
  const tokens = state.request.logprobs === true ? logprobs : [];
  if (content === '' && tokens.length === 0) return;
  const beside = tokens.length > 0 ? { logprobs: { content: tokens, refusal: null } } : {};
  tellDelta(state, { content }, beside);
}

/** Chat knows web pages as sources, and no others. */
export function tellAnnotations(state: StreamState, list: readonly unknown[]): void {
  const annotations = list.filter(isUrlCitation).map(toChatAnnotation);
  if (annotations.length > 0) tellDelta(state, { annotations } as ChatDelta);
}

function isUrlCitation(annotation: unknown): annotation is Members {
  return isMembers(annotation) && annotation.type === 'url_citation';
}

function toChatAnnotation({ type: _, ...citation }: Members): ChatAnnotation {
  return {
    type: 'url_citation',
    url_citation: citation as unknown as ChatAnnotation['url_citation'],
  };
}
