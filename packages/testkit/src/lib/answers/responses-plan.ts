import type { ResponsesOutputItem, ResponsesRequest, ResponsesUsage } from '@gw/schema';
import { cutItem, itemPieces, textPieces } from './item-tokens.ts';
import { inputItems, itemText } from './responses-input.ts';
import { planItems, thinks, thoughtsOf } from './responses-items.ts';
import { stableId } from './stable-id.ts';
import { countTokens } from './tokens.ts';

/** What will be said, before it is put into a JSON object or into events. */
export interface ResponsesPlan {
  readonly id: string;
  readonly items: readonly ResponsesOutputItem[];
  /** The last item was cut off. */
  readonly isIncomplete: boolean;
  /** By what. Default: the token limit. */
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter';
  readonly usage: ResponsesUsage;
}

/** @param origin of the upstream that answers: its opaque content is good for itself alone. */
export function planResponse(request: ResponsesRequest, origin: string): ResponsesPlan {
  const reasoning = thinks(request) ? textPieces(thoughtsOf(request).join(' ')).length : 0;
  const limit = (request.max_output_tokens ?? Number.POSITIVE_INFINITY) - reasoning;
  const { items, written, isIncomplete } = cutAt(limit, planItems(request, origin));
  return {
    id: stableId('resp_', [request.model, request.input, request.instructions]),
    items,
    isIncomplete,
    usage: planUsage(request, written + reasoning, reasoning),
  };
}

interface Cut {
  items: ResponsesOutputItem[];
  written: number;
  isIncomplete: boolean;
}

/** The items as far as so many tokens reach. What is cut off comes last. */
function cutAt(limit: number, planned: readonly ResponsesOutputItem[]): Cut {
  const cut: Cut = { items: [], written: 0, isIncomplete: false };
  for (const item of planned) {
    if (cut.isIncomplete) break;
    const wanted = itemPieces(item).length;
    const left = Math.max(0, limit - cut.written);
    cut.isIncomplete = wanted > left;
    cut.items.push(cut.isIncomplete ? cutItem(item, left) : item);
    cut.written += Math.min(wanted, left);
  }
  return cut;
}

function planUsage(request: ResponsesRequest, output: number, reasoning: number): ResponsesUsage {
  const input = countInputTokens(request);
  return {
    input_tokens: input,
    // A key makes half of it look known.
    input_tokens_details: { cached_tokens: request.prompt_cache_key ? Math.floor(input / 2) : 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}

/** The words of all items, of the instructions and of the tools. */
export function countInputTokens(
  request: Pick<ResponsesRequest, 'input' | 'instructions' | 'tools'>,
): number {
  const items = inputItems(request).reduce((sum, item) => sum + countTokens(itemText(item)), 0);
  return items + countTokens(request.instructions) + countTokens(request.tools);
}
