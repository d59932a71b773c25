import { chatRequestEssentials, findIssue } from '@gw/schema';
import type { Operation } from '../operation.ts';
import { chatStream } from './chat-stream.ts';
import { chatUsage } from './chat-usage.ts';

/** A hook may still name the model, so its absence is judged when it is resolved. */
const essentials = chatRequestEssentials.partial({ model: true });

/** @see https://platform.openai.com/docs/api-reference/chat/create */
export const chat: Operation<'chat'> = {
  api: 'chat',
  method: 'POST',
  path: '/v1/chat/completions',
  body: 'json',
  validate: (body) => findIssue(essentials, body),
  members: new Set([
    'model',
    'messages',
    'stream',
    'stream_options',
    'n',
    'tools',
    'prompt_cache_key',
    'safety_identifier',
  ]),
  // Ids of upstream state, see upstream-state.ts.
  inside: {
    within: ['messages'],
    members: new Set(['file', 'file_id', 'audio', 'id', 'content']),
  },
  usageOf: (response) => chatUsage(response.usage),
  stream: chatStream,
};
