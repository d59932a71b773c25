import type { ChatChunk, ChatChunkChoice, ChatDelta, ChatRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { type Members, textOf } from '../../responses/members.ts';

/** What a Responses stream has told so far, as a completion. */
export interface StreamState {
  readonly request: DeepReadonly<ChatRequest>;
  readonly context: ConversionContext;
  /** What nobody has taken yet. */
  chunks: ChatChunk[];
  /** What all chunks share; `undefined` before the first event. */
  head: Omit<ChatChunk, 'choices'> | undefined;
  /** The part that reasoning was told of last. */
  thought: string | undefined;
}

/** The state before the first event. */
export function createStreamState(
  request: DeepReadonly<ChatRequest>,
  context: ConversionContext,
): StreamState {
  return {
    request,
    context,
    chunks: [],
    head: undefined,
    thought: undefined,
  };
}

/** Begins the completion: the role comes first. */
export function beginCompletion(state: StreamState, response: Members): void {
  const { id, created_at, model, service_tier } = response;
  state.head = {
    id: completionId(state, textOf(id)),
    object: 'chat.completion.chunk',
    created: typeof created_at === 'number' ? created_at : 0,
    model: textOf(model) || state.request.model,
    ...tierOf(service_tier),
  };
  tell(state, [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }]);
}

function completionId({ context }: StreamState, responseId: string): string {
  if (responseId === '') return context.createId('chatcmpl');
  return `chatcmpl-${responseId.replace(/^resp_/, '')}`;
}

function tierOf(tier: unknown): Pick<ChatChunk, 'service_tier'> {
  return textOf(tier) === ''
    ? {}
    : { service_tier: tier as NonNullable<ChatChunk['service_tier']> };
}

/** The queue that really serves it is known only at the end. */
export function updateTier(state: StreamState, tier: unknown): void {
  if (state.head) state.head = { ...state.head, ...tierOf(tier) };
}

/** Tells a chunk with these choices. */
export function tell(state: StreamState, choices: ChatChunkChoice[], beside: object = {}): void {
  if (state.head) state.chunks.push({ ...state.head, choices, ...beside });
}

/** Tells what is new of the answer. */
export function tellDelta(state: StreamState, delta: ChatDelta, beside: object = {}): void {
  tell(state, [{ index: 0, delta, finish_reason: null, ...beside }]);
}
