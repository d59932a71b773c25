import type { ChatReasoning, ChatReasoningDetail, ResponsesReasoning } from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import { unwrapOpaque } from '../../opaque.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';

/** How our streams to chat clients mark what a Responses upstream encrypted. */
const format = 'openai-responses-v1';

/**
 * What the upstream encrypted goes back to it. Reasoning as text is of no use there: only the
 * upstream itself may say what the model thought.
 */
export function toReasoningItems(
  message: DeepReadonly<ChatReasoning>,
  boundary: string,
): ResponsesReasoning[] {
  return objectsIn(message.reasoning_details).flatMap((detail) => {
    const encrypted_content = encryptedIn(detail, boundary);
    if (encrypted_content === undefined) return [];
    const { id } = present({ id: detail.id });
    return [{ type: 'reasoning', ...(id && { id }), summary: [], encrypted_content }];
  });
}

/** Whether a message shows reasoning that is not told on. */
export function losesReasoning(message: DeepReadonly<ChatReasoning>, boundary: string): boolean {
  const { reasoning, reasoning_content, reasoning_details } = message;
  const hasSome = reasoning || reasoning_content || objectsIn(reasoning_details).length > 0;
  return Boolean(hasSome) && toReasoningItems(message, boundary).length === 0;
}

function encryptedIn(detail: DeepReadonly<ChatReasoningDetail>, boundary: string) {
  if (detail.type !== 'reasoning.encrypted' || typeof detail.data !== 'string') return undefined;
  const opaque = unwrapOpaque(detail.data);
  if (!opaque) return detail.format === format ? detail.data : undefined;
  const isOurs = opaque.boundary === boundary && typeof opaque.content === 'string';
  return isOurs ? (opaque.content as string) : undefined;
}
