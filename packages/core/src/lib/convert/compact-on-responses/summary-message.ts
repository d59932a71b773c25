import type { ResponsesInputItem } from '@gw/schema';

/** How a summary begins when it stands in a conversation, which is also how it is known again. */
const opening =
  'The conversation before this point was long and has been replaced by a summary of it. Carry on from there as if you had seen all of it. The summary:';

/**
 * What a model is told instead of the conversation. A user's message, not a developer's: a summary
 * repeats what users and tools said, and must not rank above them.
 */
export function toSummaryMessage(summary: string): ResponsesInputItem {
  return { type: 'message', role: 'user', content: `${opening}\n\n${summary}` };
}

/** Whether an item is a summary, from an earlier compaction. */
export function isSummary(item: ResponsesInputItem): boolean {
  const content = 'content' in item ? item.content : undefined;
  return typeof content === 'string' && content.startsWith(opening);
}
