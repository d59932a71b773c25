import { isMembers, type Placed, textAt } from '@gw/provider-utils';
import { toGeminiId } from './call-ids.ts';
import { isText, partsAt, textAtPart, toPart } from './convert-parts.ts';
import { parseExact } from './exact-json.ts';
import type { Content, FunctionCall, Part } from './gemini-api.ts';
import { isCall } from './group-items.ts';
import { createSignatureReplay, type SignatureReplay } from './replay-signatures.ts';
import type { RequestContext } from './request-context.ts';
import { anySignature } from './signatures.ts';
import type { CallItem, PictureItem, TurnItem } from './sort-items.ts';

/**
 * What the model thought, said, called and drew in one turn, in its order, each signature on the
 * part that it came with.
 */
export function convertTurn(
  items: readonly Placed<TurnItem>[],
  context: RequestContext,
): Content[] {
  const leaveOut = () => context.warn('Reasoning that Gemini cannot read was left out.');
  const replay = createSignatureReplay(items, leaveOut);
  const parts = items.flatMap((item) => toParts(item, replay, context));
  if (context.traits.needsSignatures) signFirstCall(parts);
  return parts.length > 0 ? [{ role: 'model', parts }] : [];
}

function toParts(item: Placed<TurnItem>, replay: SignatureReplay, context: RequestContext): Part[] {
  if (isCall(item)) return [toCallPart(item, replay, context)];
  const { value, param } = item;
  if (value.type === 'reasoning') return replay.partsOf(item);
  if (value.type === 'image_generation_call') return toPicturePart({ value, param }, replay);
  return toMessageParts(
    (value as { content?: unknown }).content,
    `${param}.content`,
    replay,
    context,
  );
}

function toMessageParts(
  content: unknown,
  param: string,
  replay: SignatureReplay,
  context: RequestContext,
): Part[] {
  const said = partsAt(content, param);
  const signed = said.every(isText) ? replay.toTextParts(said.map(textAtPart).join('')) : undefined;
  return signed ?? said.map((part) => toPart(part, context)).filter(({ text }) => text !== '');
}

function toCallPart(
  { value, param }: Placed<CallItem>,
  replay: SignatureReplay,
  { names }: RequestContext,
): Part {
  const callId = textAt(value.call_id, `${param}.call_id`);
  const id = toGeminiId(callId);
  const functionCall: FunctionCall = {
    ...(id !== undefined && { id }),
    name: names.toWire(textAt(value.name, `${param}.name`), value.namespace),
    args: argsOf({ value, param }),
  };
  const signature = replay.ofCall(callId);
  return { functionCall, ...(signature !== undefined && { thoughtSignature: signature }) };
}

/**
 * Gemini wants an object. Another model may have written something else, or have been cut off in the
 * middle; this one should see what it was.
 */
function argsOf({ value, param }: Placed<CallItem>): unknown {
  if (value.type === 'custom_tool_call') return { input: textAt(value.input, `${param}.input`) };
  const text = textAt(value.arguments, `${param}.arguments`);
  // Some models write nothing for a function without parameters.
  if (text.trim() === '') return {};
  const args = parseOr(text, text);
  return isMembers(args) ? args : { arguments: args };
}

function parseOr<T>(text: string, otherwise: T): unknown {
  try {
    return parseExact(text);
  } catch {
    return otherwise;
  }
}

function toPicturePart({ value, param }: Placed<PictureItem>, replay: SignatureReplay): Part[] {
  const data = textAt(value.result, `${param}.result`);
  const format = typeof value.output_format === 'string' ? value.output_format : 'png';
  const signature = replay.ofPicture(data);
  return [
    {
      inlineData: { mimeType: `image/${format}`, data },
      ...(signature !== undefined && { thoughtSignature: signature }),
    },
  ];
}

/** Of calls that were made at once only the first one is signed, and has to be. */
function signFirstCall(parts: Part[]): void {
  const first = parts.find((part) => part.functionCall);
  if (first) first.thoughtSignature ??= anySignature;
}
