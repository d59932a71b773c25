import type { ChatFinishReason } from '@gw/schema';

/** Why an answer ended, in chat's words. Acme says `done` for calls too. */
export function mapEndReason(ended: unknown, hasCalls: boolean): ChatFinishReason {
  if (ended === 'limit') return 'length';
  if (ended === 'blocked') return 'content_filter';
  return hasCalls ? 'tool_calls' : 'stop';
}
