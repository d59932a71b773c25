import type { MessagesStreamEvent } from '@gw/schema';
import { collectMessage } from '../messages/collect-message.ts';
import { toMessagesError } from '../messages/messages-dialect.ts';
import { createMessagesStamp } from '../messages/messages-stamp.ts';
import { messagesUsage } from '../messages/messages-usage.ts';
import { toMessagesEvents } from '../messages/render-message.ts';
import type { EventFrame, SplitEvent, StreamProtocol } from '../operation.ts';
import { isMembers } from '../responses/members.ts';
import type { Usage } from '../usage.ts';

/** @see https://platform.claude.com/docs/en/build-with-claude/streaming */
export const messagesStream: StreamProtocol<'messages'> = {
  end: 'terminal',
  writesDone: false,
  isTerminal: (event) => event.type === 'message_stop',
  isContent,
  splitEvent,
  usageOf: (event) => (event.type === 'message_delta' ? messagesUsage(event.usage) : undefined),
  openUsage,
  stripUsage: (event) => event,
  askForUsage: () => undefined,
  toEvents: toMessagesEvents,
  // An upstream may send anything there.
  nameOf: ({ type }) => (typeof type === 'string' ? type : undefined),
  collect: collectMessage,
  keepAliveFrame: { kind: 'event', name: 'ping', event: { type: 'ping' } },
  errorFrame: (error) =>
    ({ kind: 'event', name: 'error', event: toMessagesError(error) }) as EventFrame,
  openStamp: createMessagesStamp,
};

/** Input is told at the beginning, by some upstreams there alone; before the end nothing is sure. */
function openUsage(): Pick<StreamProtocol<'messages'>, 'usageOf'> {
  let known: Usage | undefined;
  return {
    usageOf(event) {
      if (event.type === 'message_start') known = messagesUsage(event.message?.usage);
      return event.type === 'message_delta' ? messagesUsage(event.usage, known) : undefined;
    },
  };
}

/** A delta with something in it, or a block that comes whole: calls of tools may have no input. */
function isContent(event: MessagesStreamEvent): boolean {
  if (event.type === 'content_block_stop') return true;
  if (event.type !== 'content_block_delta' || !isMembers(event.delta)) return false;
  return Object.entries(event.delta).some(([name, value]) => name !== 'type' && value !== '');
}

/** A hook that looks at blocks must see where they end: what it holds back of one has to go there. */
function splitEvent(event: MessagesStreamEvent): SplitEvent<'messages'> {
  if (event.type === 'message_start' || event.type === 'ping') return { start: event };
  const isFinish = event.type === 'message_delta' || event.type === 'message_stop';
  return isFinish ? { finish: event } : { delta: event };
}
