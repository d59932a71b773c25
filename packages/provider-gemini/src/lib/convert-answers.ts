import { invalidValue, textAt } from '@gw/provider-utils';
import { toGeminiId } from './call-ids.ts';
import { isText, partsAt, textAtPart, toPart } from './convert-parts.ts';
import type { Content, FunctionResponse, Part } from './gemini-api.ts';
import type { Answer } from './group-items.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Results of the calls of one turn, all in one content and in the order of the calls. Media that the
 * model does not take inside a result comes in a content of its own behind them.
 * @see https://ai.google.dev/gemini-api/docs/function-calling
 */
export function convertAnswers(answers: readonly Answer[], context: RequestContext): Content[] {
  const results = answers.map((answer) => toResult(answer, context));
  const attached = results.flatMap(({ attached }) => attached);
  const parts = results.map(({ functionResponse }) => ({ functionResponse }));
  const contents: Content[] = [{ role: 'user', parts }];
  if (attached.length > 0) contents.push({ role: 'user', parts: attached });
  return contents;
}

interface Result {
  readonly functionResponse: FunctionResponse;
  readonly attached: readonly Part[];
}

function toResult({ output: { value, param }, call }: Answer, context: RequestContext): Result {
  const callId = textAt(value.call_id, `${param}.call_id`);
  if (!call) throw invalidValue(`${param}.call_id`, 'the input has no such call in front of it.');
  const name = context.names.toWire(call.value.name, call.value.namespace);
  const said = partsAt(value.output, `${param}.output`);
  const media = said.filter((part) => !isText(part)).map((part) => toPart(part, context));
  const inside = media.filter((part) => isTakenInside(part, context));
  const outside = media.filter((part) => !isTakenInside(part, context));
  const texts = said.filter(isText).map(textAtPart);
  const isElsewhere = texts.length === 0 && media.length > 0;
  const id = toGeminiId(callId);
  return {
    functionResponse: {
      ...(id !== undefined && { id }),
      name,
      response: { output: isElsewhere ? 'The result is attached.' : texts.join('\n') },
      ...(inside.length > 0 && { parts: inside.flatMap(toResponsePart) }),
    },
    attached: outside.length > 0 ? [{ text: `Result of ${name}:` }, ...outside] : [],
  };
}

/** @see https://ai.google.dev/gemini-api/docs/function-calling#multimodal */
function isTakenInside({ inlineData }: Part, { traits }: RequestContext): boolean {
  const type = inlineData?.mimeType ?? '';
  const isKnown = type.startsWith('image/') || ['application/pdf', 'text/plain'].includes(type);
  return traits.readsMediaInResults && isKnown;
}

function toResponsePart({ inlineData }: Part) {
  return inlineData ? [{ inlineData }] : [];
}
