import type {
  CompactRequest,
  ResponsesInputItem,
  ResponsesInputMessage,
  ResponsesInputPart,
} from '@gw/schema';
import { countCharacters } from '../../estimate-characters.ts';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { toPlacedItems } from '../../responses/expand-input-items.ts';
import { isSummary } from './summary-message.ts';

/** A message with everything that the contract requires of an item that is handed out. */
export interface KeptMessage extends ResponsesInputMessage {
  type: 'message';
  id: string;
  status: 'completed';
  content: ResponsesInputPart[];
}

/**
 * About 10 000 tokens, media at their flat price: enough for a user's own words in most
 * conversations, little beside what a conversation has that needs compaction.
 */
const maxCharacters = 40_000;

/**
 * What the user said last, word for word, since it is what a summary must not get wrong: the most
 * recent messages of the user that fit the bound, without gaps. All others are in the summary
 * only. An earlier summary is the model's words, and is merged into the new one.
 */
export function keptMessages(
  request: DeepReadonly<CompactRequest>,
  createId: (prefix: string) => string,
): KeptMessage[] {
  const kept: ResponsesInputMessage[] = [];
  let characters = 0;
  for (const { item } of toPlacedItems(request.input).toReversed()) {
    if (!isUserMessage(item) || isSummary(item)) continue;
    characters += countCharacters(item.content);
    if (characters > maxCharacters) break;
    kept.unshift(item);
  }
  return kept.map((message) => toKeptMessage(message, createId));
}

function isUserMessage(item: ResponsesInputItem): item is ResponsesInputMessage {
  return 'role' in item && item.role === 'user';
}

function toKeptMessage(
  { id, content }: ResponsesInputMessage,
  createId: (prefix: string) => string,
): KeptMessage {
  const parts: ResponsesInputPart[] =
    typeof content === 'string' ? [{ type: 'input_text', text: content }] : objectsIn(content);
  return {
    id: id ?? createId('msg'),
    type: 'message',
    status: 'completed',
    role: 'user',
    content: parts.map(toFullPart),
  };
}

/** An item that is handed out says the resolution of its pictures. */
function toFullPart(part: ResponsesInputPart): ResponsesInputPart {
  if (part.type !== 'input_image') return part;
  return { ...part, image_url: part.image_url ?? null, detail: part.detail ?? 'auto' };
}
