import type { WholeReasoning } from '../read-responses/response-writer.ts';
import { type StreamState, tellDelta } from './stream-state.ts';

/** Chat has one text for all reasoning; what was a part of its own stays a paragraph. */
export function tellThought(state: StreamState, part: string, text: string): void {
  const isNew = state.thought !== undefined && state.thought !== part;
  state.thought = part;
  tellDelta(state, { reasoning_content: isNew ? `\n\n${text}` : text });
}

/** How chat's clients know where opaque reasoning comes from. */
const format = 'openai-responses-v1';

/** What is to be handed back. */
export function tellEncrypted(state: StreamState, reasoning: WholeReasoning): void {
  const { id, encryptedContent: data } = reasoning;
  if (data === '') return;
  const detail = { type: 'reasoning.encrypted' as const, id: id || null, data, format };
  tellDelta(state, { reasoning_details: [detail] });
}
