import type { ChatAnswer, ReplyKind, ToolCallAnswer } from '../../provider-suite/provider-wire.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { type GeminiAnswer, geminiJson, geminiStream } from './gemini-answer.ts';

/**
 * Text and function calls of one turn. In a stream each call is a part in an event of its own, and
 * the reason to stop comes with usage in the last one.
 * @see https://ai.google.dev/gemini-api/docs/function-calling#parallel_function_calling
 */
export function geminiChat(answer: ChatAnswer, kind: ReplyKind): Behaviour {
  const texts = answer.text.map((text) => ({ text }));
  const calls = answer.toolCalls.map(toCallPart);
  const ending = endingOf(answer);
  if (kind === 'json') {
    const text = answer.text.join('');
    return geminiJson({ parts: [...(text === '' ? [] : [{ text }]), ...calls], ...ending });
  }
  const pieces = [...texts, ...calls].map((part) => ({ parts: [part], members: ending.members }));
  return geminiStream([...pieces, { parts: [{ text: '' }], ...ending }]);
}

/** Arguments are an object. Older models give no ids. */
function toCallPart({ name, arguments: text }: ToolCallAnswer): object {
  return { functionCall: { name, args: JSON.parse(text) as unknown } };
}

/** Whether the model called anything makes no difference to its reason. */
const finishReasons: Readonly<Record<ChatAnswer['finishReason'], string>> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  function_call: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
};

function endingOf({ finishReason, usage }: ChatAnswer): GeminiAnswer & { members: object } {
  return {
    finishReason: finishReasons[finishReason],
    members: { usageMetadata: geminiUsage(usage.input, usage.output) },
  };
}

/** @see https://ai.google.dev/api/generate-content#UsageMetadata */
export function geminiUsage(input: number, output: number): object {
  return {
    promptTokenCount: input,
    candidatesTokenCount: output,
    totalTokenCount: input + output,
    promptTokensDetails: [{ modality: 'TEXT', tokenCount: input }],
  };
}
