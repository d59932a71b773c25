import {
  type Answer,
  type ApiContext,
  createSseReader,
  describeResponse,
  encodeText,
  GatewayError,
  type Payload,
  payloadFromValue,
} from '@gw/core';
import { conversationKind } from '../conversations/conversation.ts';
import { locked } from '../conversations/hold-conversation.ts';
import { type Members, membersOf } from '../kit/members.ts';
import type { ChangeOf } from '../kit/to-store-changes.ts';
import type { ResolvedPrompt } from '../prompts/resolve-prompt.ts';
import { backgroundTopic } from './background.ts';
import type { Job } from './background-call.ts';
import { followLog } from './event-log.ts';
import {
  beginningsOf,
  hasEnded,
  jobKind,
  type KeptResponse,
  onlyOne,
  responseKey,
} from './kept-response.ts';
import { appendEvents, lastOfOpening, openingEvents } from './log-opening.ts';
import { fillReferences } from './own-items.ts';
import { noSuchResponse, type ResponseTurn } from './response-turn.ts';

export interface Accepted {
  /** What all snapshots say of it. */
  readonly described: Members;
  /** As it was found now: it may be deleted until it is used. */
  readonly prompt: ResolvedPrompt | undefined;
}

/**
 * Takes a response for later: what it needs is kept with the beginning of its log, and whichever process is
 * free makes it. The client gets it as it is queued, or the log.
 * @throws {GatewayError} `conversation_locked`; `unavailable` where it cannot be kept.
 */
export async function acceptInBackground(
  ctx: ApiContext,
  turn: ResponseTurn,
  { described, prompt }: Accepted,
): Promise<Answer> {
  const { id, store, request, previous } = turn;
  if (typeof request.model !== 'string' || request.model === '') {
    const message = 'Missing required parameter: "model".';
    throw new GatewayError('missing_required_parameter', message, { param: 'model' });
  }
  if (!standsOnSomething(request)) {
    const message = 'Missing required parameter: "input".';
    throw new GatewayError('missing_required_parameter', message, { param: 'input' });
  }
  await refuseBusyConversation(turn);
  const input = await fillReferences(store, turn.input);
  const createdAt = Date.now();
  const response: Members = {
    ...describeResponse(request as never),
    ...described,
    id,
    created_at: Math.floor(createdAt / 1_000),
    model: request.model,
    status: 'queued',
    background: true,
  };
  const { output: _, ...rest } = response;
  const value: KeptResponse = {
    response: rest,
    previous: previous?.id,
    isBackground: true,
    isStreamed: true,
  };
  const job: Job = {
    requestId: ctx.requestId,
    identity: ctx.identity,
    body: toStreamed(ctx.request),
    prompt,
  };
  const changes: ChangeOf[] = [
    { type: 'insert', ...responseKey(id), value, label: request.model, createdAt },
    ...beginningsOf({ id, input, previous }, createdAt),
    // Whoever makes it says that it is at work.
    appendEvents(id, 0, openingEvents(rest, true).slice(0, lastOfOpening)),
    { type: 'insert', kind: jobKind, owner: id, id: onlyOne, value: job, createdAt },
    { type: 'enqueue', topic: backgroundTopic, id },
  ];
  const guard = previous && { ...responseKey(previous.id), epoch: previous.epoch };
  if (!(await store.write(changes, guard))) {
    if (previous) throw noSuchResponse(previous.id);
    throw new GatewayError('unavailable', 'The response could not be kept.');
  }
  const head = { status: 200, headers: {}, isFinal: true } as const;
  if (!ctx.stream) return { ...head, json: payloadFromValue(response) as never };
  return { ...head, stream: follow(ctx, turn) as never };
}

/** A request's body, as it was written, for a stream. */
function toStreamed(request: ApiContext['request']): string {
  const members = request as unknown as Payload<Members>;
  return new TextDecoder().decode(members.with({ stream: true }).bytes());
}

function standsOnSomething({
  input,
  prompt,
  conversation,
  previous_response_id,
}: Members): boolean {
  return (input ?? prompt ?? conversation ?? previous_response_id) != null;
}

async function refuseBusyConversation({ store, request }: ResponseTurn): Promise<void> {
  const { conversation } = request;
  if (conversation == null) return;
  const id = typeof conversation === 'string' ? conversation : String(membersOf(conversation).id);
  const held = await store.get(conversationKind, id);
  if (held?.holder !== undefined) throw locked(id);
}

/** The log as frames, in its own bytes. */
async function* follow(ctx: ApiContext, { store, id }: ResponseTurn) {
  // Comments are the pump's own.
  const keepAliveMs = Number.POSITIVE_INFINITY;
  const events = followLog(store, id, {
    after: -1,
    isOver: () => hasEnded(store, id),
    signals: [ctx.signal],
    keepAliveMs,
    pollMs: 1_000,
  });
  const reader = createSseReader();
  for await (const text of events) yield reader.push(encodeText(text));
  yield [{ kind: 'done' as const }];
}
