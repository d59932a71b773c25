import type { ResponsesItemStatus } from '@gw/schema';
import { encodeSignatures } from './signatures.ts';
import { closeMessage } from './stream-message.ts';
import {
  beginItem,
  endItem,
  inItem,
  type OpenItem,
  type StreamState,
  tell,
} from './stream-state.ts';

/** More of the summary of the model's thoughts. */
export function addThought(state: StreamState, text: string, signature: string): void {
  if (text !== '') {
    const isNew = !state.reasoning;
    const item = openReasoning(state);
    if (isNew) openSummary(state, item);
    const type = 'response.reasoning_summary_text.delta';
    tell(state, { type, ...inItem(item), summary_index: 0, delta: text });
  }
  if (signature !== '') state.signatures.push({ thought: text, signature });
}

/** Thoughts that come behind an answer are new ones. */
function openReasoning(state: StreamState): OpenItem {
  if (state.reasoning) return state.reasoning;
  closeMessage(state, 'completed');
  const members = { type: 'reasoning', id: state.createId('rs'), summary: [] };
  state.reasoning = beginItem(state, members);
  return state.reasoning;
}

function openSummary(state: StreamState, item: OpenItem): void {
  const part = { type: 'summary_text' as const, text: '' };
  const type = 'response.reasoning_summary_part.added';
  tell(state, { type, ...inItem(item), summary_index: 0, part });
}

/** Ends the reasoning, with the signatures that nothing else can carry. */
export function closeReasoning(state: StreamState, status: ResponsesItemStatus): void {
  if (state.signatures.length > 0) openReasoning(state);
  const { reasoning, signatures } = state;
  if (!reasoning) return;
  state.reasoning = undefined;
  state.signatures = [];
  const carried = signatures.length > 0 && { encrypted_content: encodeSignatures(signatures) };
  endItem(state, reasoning, status, { ...carried });
}
