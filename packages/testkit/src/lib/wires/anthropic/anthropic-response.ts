import type { ResponsesOutputItem, ResponsesOutputPart } from '@gw/schema';
import type { ReplyKind, ResponsesAnswer } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import {
  type AnthropicAnswer,
  type AnthropicBlock,
  anthropicJson,
  anthropicStream,
} from './anthropic-answer.ts';

/**
 * A response as Anthropic would have told it: blocks for items, its cached input counted apart.
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function anthropicResponse(answer: ResponsesAnswer, kind: ReplyKind): Behaviour {
  const told = toAnswer(answer);
  return kind === 'json' ? anthropicJson(told) : anthropicStream(told);
}

function toAnswer({ output, usage, ...ending }: ResponsesAnswer): AnthropicAnswer {
  const refusal = output.flatMap(partsOf).find((part) => part.type === 'refusal');
  const { cached_tokens } = usage.input_tokens_details;
  const { reasoning_tokens: thinking_tokens } = usage.output_tokens_details;
  return {
    content: output.flatMap(toBlocks),
    ...stopOf(ending),
    ...(refusal && {
      stopReason: 'refusal',
      stopDetails: { type: 'refusal', category: null, explanation: refusal.refusal },
    }),
    usage: {
      input_tokens: usage.input_tokens - cached_tokens,
      cache_read_input_tokens: cached_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: { thinking_tokens },
    },
  };
}

/** What its filter stops is a refusal to Anthropic. */
function stopOf({
  isIncomplete,
  incompleteReason,
}: Pick<ResponsesAnswer, 'isIncomplete' | 'incompleteReason'>): Partial<AnthropicAnswer> {
  if (!isIncomplete) return {};
  return { stopReason: incompleteReason === 'content_filter' ? 'refusal' : 'max_tokens' };
}

function partsOf(item: ResponsesOutputItem): ResponsesOutputPart[] {
  return item.type === 'message' ? item.content : [];
}

function toBlocks(item: ResponsesOutputItem): AnthropicBlock[] {
  switch (item.type) {
    case 'message':
      return item.content.flatMap((part) =>
        part.type === 'output_text' ? [{ type: 'text', text: part.text }] : [],
      );
    case 'reasoning': {
      const thinking = item.summary.map(({ text }) => text).join('\n\n');
      return [{ type: 'thinking', thinking, signature: item.encrypted_content ?? '' }];
    }
    case 'function_call': {
      const input = JSON.parse(item.arguments) as unknown;
      return [{ type: 'tool_use', id: item.call_id, name: item.name, input }];
    }
    default:
      return [];
  }
}
