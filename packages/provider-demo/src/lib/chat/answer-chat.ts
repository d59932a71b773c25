import {
  type DeepReadonly,
  type ProviderReply,
  payloadFromValue,
  type StreamFrame,
} from '@gw/core';
import type { ChatChunk, ChatRequest } from '@gw/schema';
import { checkSettings, warnOfIgnored } from '../check-settings.ts';
import { type Pace, paced } from '../pace.ts';
import { toChatChunks } from './chat-chunks.ts';
import { toChatCompletion } from './chat-completion.ts';
import { chatSettings, honouredInChat } from './chat-settings.ts';
import { planChat } from './plan-chat.ts';

/** @throws {GatewayError} 400 naming what the demo cannot do. */
export function answerChat(request: DeepReadonly<ChatRequest>, pace: Pace): ProviderReply<'chat'> {
  checkSettings(chatSettings, request);
  const plan = planChat(request);
  const head = { status: 200, headers: {}, warnings: warnOfIgnored(request, honouredInChat) };
  if (request.stream !== true) {
    return { ...head, json: payloadFromValue(toChatCompletion(plan, request)) };
  }
  return { ...head, stream: toFrames(paced(toChatChunks(plan, request), pace)) };
}

async function* toFrames(
  groups: AsyncIterable<readonly ChatChunk[]>,
): AsyncGenerator<readonly StreamFrame<ChatChunk>[], undefined> {
  for await (const chunks of groups) yield chunks.map((event) => ({ kind: 'event', event }));
  yield [{ kind: 'done' }];
}
