import type { ChatChunk, ChatChunkChoice, ChatDelta, ChatRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, type Members, textOf } from '../../responses/members.ts';
import { noText, type ToldText } from './stream-told.ts';

/** What of an item has been told in chat. */
export interface ToldItem {
  /** Tells items apart. */
  readonly number: number;
  readonly text: ToldText;
  readonly refusal: ToldText;
  readonly summary: ToldText;
  /** Reasoning as it was written. */
  readonly reasoning: ToldText;
  /** Arguments of a call, or its input. */
  readonly input: ToldText;
  /** Its place among the calls; `undefined` before it has begun, or if it is none. */
  callIndex: number | undefined;
  /** How many annotations. */
  annotations: number;
  isDone: boolean;
}

/** What a Responses stream has told so far, as a completion. */
export interface StreamState {
  readonly request: DeepReadonly<ChatRequest>;
  readonly context: ConversionContext;
  /** What nobody has taken yet. */
  chunks: ChatChunk[];
  /** What all chunks share; `undefined` before the first event. */
  head: Omit<ChatChunk, 'choices'> | undefined;
  /** By id and by place: some upstreams leave ids out, some change them with every event. */
  readonly items: Map<string, ToldItem>;
  itemCount: number;
  callCount: number;
  /** Whether anything of the answer has been told. */
  hasTold: boolean;
  /** The part that reasoning was told of last. */
  thought: string | undefined;
  /** Types of items that chat cannot tell, of which observers know. */
  readonly leftOut: Set<string>;
  /** The response at its end. */
  ended: Members;
  isIncomplete: boolean;
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
    items: new Map(),
    itemCount: 0,
    callCount: 0,
    hasTold: false,
    thought: undefined,
    leftOut: new Set(),
    ended: {},
    isIncomplete: false,
  };
}

/** Begins the completion, if it has not begun: the role comes first. */
export function beginCompletion(state: StreamState, response: Members): void {
  if (state.head) return;
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
  state.hasTold = true;
  tell(state, [{ index: 0, delta, finish_reason: null, ...beside }]);
}

/** The item that an event goes on with. */
export function itemOf(state: StreamState, event: Members): ToldItem {
  const known = state.items.get(idOf(event));
  if (known) return known;
  const here = state.items.get(placeOf(event));
  return here && !here.isDone ? here : addItem(state, event);
}

/** The item that an event begins. */
export function addItem(state: StreamState, event: Members): ToldItem {
  const known = state.items.get(idOf(event));
  if (known) return known;
  const item = newItem(state.itemCount++);
  state.items.set(placeOf(event), item);
  if (idOf(event) !== '') state.items.set(idOf(event), item);
  return item;
}

function idOf({ item_id, item }: Members): string {
  return textOf(item_id) || (isMembers(item) ? textOf(item.id) : '');
}

function placeOf({ output_index }: Members): string {
  return `at ${output_index}`;
}

function newItem(number: number): ToldItem {
  return {
    number,
    text: noText(),
    refusal: noText(),
    summary: noText(),
    reasoning: noText(),
    input: noText(),
    callIndex: undefined,
    annotations: 0,
    isDone: false,
  };
}
