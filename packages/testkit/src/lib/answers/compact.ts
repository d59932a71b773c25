import type { CompactRequest, CompactResource, ResponsesInputMessage } from '@gw/schema';
import { type InputItem, inputItems, itemText } from './responses-input.ts';
import { countInputTokens } from './responses-plan.ts';
import { sealText } from './sealed.ts';
import { createdAt, stableId } from './stable-id.ts';
import { countTokens } from './tokens.ts';

/**
 * What the user said, and all the rest in one opaque item.
 * @see https://platform.openai.com/docs/api-reference/responses/compact
 */
export function compactInput(request: CompactRequest, origin: string): CompactResource {
  const items = inputItems(request);
  const rest = items.filter(({ role }) => role !== 'user').map(itemText);
  const summary = `Compacted: ${rest.join(' ')}`;
  const input = countInputTokens(request);
  const output = countTokens(summary);
  return {
    id: stableId('resp_', [request.model, request.input]),
    object: 'response.compaction',
    created_at: createdAt,
    output: [
      ...items.filter(({ role }) => role === 'user').map(keepMessage),
      {
        id: stableId('cmp_', [request.model, request.input]),
        type: 'compaction',
        encrypted_content: sealText(origin, summary),
      },
    ],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: input + output,
    },
  };
}

function keepMessage(item: InputItem, index: number): ResponsesInputMessage {
  const { content } = item;
  return {
    id: stableId('msg_', [index, content]),
    type: 'message',
    status: 'completed',
    role: 'user',
    content: (typeof content === 'string' || content == null
      ? [{ type: 'input_text', text: content ?? '' }]
      : content) as ResponsesInputMessage['content'],
  };
}
