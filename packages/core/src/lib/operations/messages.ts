import { findIssue, messagesRequestEssentials } from '@gw/schema';
import { messagesDialect } from '../messages/messages-dialect.ts';
import { messagesUsage } from '../messages/messages-usage.ts';
import type { Operation } from '../operation.ts';
import { clientsWordsInMessages, membersAroundIds } from '../upstream-state-ids.ts';
import { messagesStream } from './messages-stream.ts';

/** Where an id of upstream state may stand, see upstream-state-messages.ts. */
export const insideMessages = {
  within: ['messages', 'system', 'tools', 'container', 'diagnostics'],
  members: new Set([...membersAroundIds, 'previous_message_id']),
  except: clientsWordsInMessages,
};

/** Members that the gateway reads, in both endpoints. */
export const messagesMembers = [
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'container',
  'thread',
  'diagnostics',
] as const;

/** A hook may still name the model, so its absence is judged when it is resolved. */
const essentials = messagesRequestEssentials.partial({ model: true });

/** @see https://platform.claude.com/docs/en/api/messages/create */
export const messages: Operation<'messages'> = {
  api: 'messages',
  method: 'POST',
  path: '/v1/messages',
  body: 'json',
  dialect: messagesDialect,
  validate: (body) => findIssue(essentials, body),
  members: new Set([...messagesMembers, 'stream', 'metadata', 'max_tokens']),
  inside: insideMessages,
  usageOf: ({ usage }) => messagesUsage(usage),
  faultOf: ({ content }) => (Array.isArray(content) ? undefined : 'it has no content'),
  stream: messagesStream,
};
