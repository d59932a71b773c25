import type { ResponsesOutputItem, ResponsesUsage } from '@gw/schema';
import type { ReplyKind, ResponsesAnswer } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { geminiJson, geminiStream } from './gemini-answer.ts';

/**
 * What a response says, as Gemini says it: thoughts are parts that are marked, what only their maker
 * can read is the signature of the part behind them.
 * @see https://ai.google.dev/gemini-api/docs/thinking
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export function geminiResponses(answer: ResponsesAnswer, kind: ReplyKind): Behaviour {
  const parts = signed(answer.output.flatMap(toParts));
  const ending = {
    finishReason: toFinishReason(answer),
    members: { usageMetadata: toUsage(answer.usage) },
  };
  if (kind === 'json') return geminiJson({ parts, ...ending });
  const pieces = parts.flatMap(cut).map((part) => ({ parts: [part] }));
  return geminiStream([...pieces, { parts: [{ text: '' }], ...ending }]);
}

function toFinishReason({ isIncomplete, incompleteReason }: ResponsesAnswer): string {
  if (!isIncomplete) return 'STOP';
  return incompleteReason === 'content_filter' ? 'SAFETY' : 'MAX_TOKENS';
}

interface WirePart {
  readonly text?: string;
  readonly thoughtSignature?: string | undefined;
  /** In front of the part that it belongs to. */
  readonly signatureOfNext?: string | undefined;
  readonly [name: string]: unknown;
}

function toParts(item: ResponsesOutputItem): WirePart[] {
  switch (item.type) {
    case 'message':
      return item.content.map((part) => ({ text: 'text' in part ? part.text : part.refusal }));
    case 'reasoning': {
      const thoughts = item.summary.map(({ text }) => ({ text, thought: true }));
      return [...thoughts, { signatureOfNext: item.encrypted_content }];
    }
    case 'function_call': {
      const { name, arguments: text } = item;
      return [{ functionCall: { name, args: JSON.parse(text) as unknown } }];
    }
    default:
      throw new TypeError(`Gemini says no items of type "${item.type}".`);
  }
}

function signed(parts: readonly WirePart[]): WirePart[] {
  return parts.flatMap((part, place) => {
    if ('signatureOfNext' in part) return [];
    const signature = parts[place - 1]?.signatureOfNext;
    return [signature === undefined ? part : { ...part, thoughtSignature: signature }];
  });
}

/** A stream says a text in pieces; its signature comes with the last one. */
function cut(part: WirePart): WirePart[] {
  const { thoughtSignature, ...plain } = part;
  const words = plain.text?.match(/\S+\s*/g) ?? [];
  if (words.length < 2) return [part];
  return words.map((text, place) => ({
    ...plain,
    text,
    ...(place === words.length - 1 && thoughtSignature !== undefined && { thoughtSignature }),
  }));
}

/** Thoughts are counted beside the answer. @see https://ai.google.dev/api/generate-content#UsageMetadata */
function toUsage(usage: ResponsesUsage): object {
  const { reasoning_tokens: thoughts } = usage.output_tokens_details;
  return {
    promptTokenCount: usage.input_tokens,
    cachedContentTokenCount: usage.input_tokens_details.cached_tokens,
    candidatesTokenCount: usage.output_tokens - thoughts,
    thoughtsTokenCount: thoughts,
    totalTokenCount: usage.total_tokens,
  };
}
