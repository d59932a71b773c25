import type { ChatFinishReason } from '@gw/schema';

/**
 * Why an answer ended, in chat's words. Ollama says `stop` for calls too, and older servers say
 * nothing; whatever else is said, the model is done.
 */
export function mapDoneReason(reason: unknown, hasCalls: boolean): ChatFinishReason {
  if (reason === 'length') return 'length';
  return hasCalls ? 'tool_calls' : 'stop';
}

/** Whether the server says that all it did was to load or unload the model. */
export function isAboutLoading(reason: unknown): boolean {
  return reason === 'load' || reason === 'unload';
}
