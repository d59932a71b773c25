import type {
  ResponsesLogprob,
  ResponsesOutputItem,
  ResponsesOutputMessage,
  ResponsesOutputPart,
  ResponsesRequest,
} from '@gw/schema';
import { inputItems, isCallOutput, itemText, lastSaid } from './responses-input.ts';
import { planCalls } from './responses-tools.ts';
import { type SampleSchema, sampleFromSchema } from './sample-from-schema.ts';
import { sealText } from './sealed.ts';
import { stableId } from './stable-id.ts';
import { tokenLogprobs } from './token-logprobs.ts';
import { countTokens, splitTokens } from './tokens.ts';

type Reasoning = Extract<ResponsesOutputItem, { type: 'reasoning' }>;

/** All that the model would say if nothing cut it off: its reasoning, then calls or a message. */
export function planItems(request: ResponsesRequest, origin: string): ResponsesOutputItem[] {
  const calls = planCalls(request);
  return [
    ...(thinks(request) ? [planReasoning(request, origin)] : []),
    ...(calls.length > 0 ? calls : [planMessage(request)]),
  ];
}

/** The model thinks when it is asked to. */
export function thinks({ reasoning }: ResponsesRequest): boolean {
  if (reasoning == null || reasoning.effort === 'none') return false;
  return reasoning.effort != null || reasoning.summary != null;
}

/** Whether it tells or not, it has thought this. */
export function thoughtsOf(request: ResponsesRequest): string[] {
  const words = countTokens(itemText(lastSaid(inputItems(request))));
  return [`The last one said ${words} words.`, 'An echo will do.'];
}

function planReasoning(request: ResponsesRequest, origin: string): Reasoning {
  const thoughts = thoughtsOf(request);
  const shown = request.reasoning?.summary == null ? [] : thoughts;
  const told = request.reasoning?.summary === 'concise' ? shown.slice(0, 1) : shown;
  return {
    id: stableId('rs_', [request.model, request.input]),
    type: 'reasoning',
    summary: told.map((text) => ({ type: 'summary_text', text })),
    ...(request.include?.includes('reasoning.encrypted_content')
      ? { encrypted_content: sealText(origin, thoughts.join(' ')) }
      : {}),
  };
}

function planMessage(request: ResponsesRequest): ResponsesOutputMessage {
  return {
    id: stableId('msg_', [request.model, request.input]),
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [planPart(request)],
  };
}

function planPart(request: ResponsesRequest): ResponsesOutputPart {
  const last = lastSaid(inputItems(request));
  const said = itemText(last);
  if (/^refuse\b/i.test(said)) return { type: 'refusal', refusal: `I cannot do that: ${said}` };
  const text = composeText(request, said, last !== undefined && isCallOutput(last));
  return { type: 'output_text', text, annotations: [], logprobs: logprobsOf(request, text) };
}

function composeText({ text }: ResponsesRequest, said: string, isFromTool: boolean): string {
  const format = text?.format;
  if (format?.type === 'json_schema') {
    return JSON.stringify(sampleFromSchema((format.schema ?? {}) as SampleSchema), null, 1);
  }
  if (format?.type === 'json_object') return JSON.stringify({ answer: said }, null, 1);
  return `${isFromTool ? 'The tool said:' : 'You wrote:'} ${said}`;
}

/** OpenAI has the member always; it is empty unless it was asked for. */
function logprobsOf(request: ResponsesRequest, text: string): ResponsesLogprob[] {
  if (!request.include?.includes('message.output_text.logprobs')) return [];
  return tokenLogprobs(splitTokens(text), request.top_logprobs ?? 0);
}
