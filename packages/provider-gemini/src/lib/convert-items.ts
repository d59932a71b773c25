import type { DeepReadonly } from '@gw/core';
import { GatewayError } from '@gw/core';
import { type Placed, unsupported } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import { convertAnswers } from './convert-answers.ts';
import { isText, partsAt, textAtPart, toPart } from './convert-parts.ts';
import { convertTurn } from './convert-turn.ts';
import type { Content, Part } from './gemini-api.ts';
import { groupItems, type ItemGroup } from './group-items.ts';
import type { RequestContext } from './request-context.ts';
import { type InputMessage, type SortedItem, sortItems } from './sort-items.ts';

/** A conversation in Gemini's shape. */
export interface Conversation {
  readonly contents: Content[];
  readonly systemInstruction?: Content;
}

/**
 * Instructions, wherever they stand, go in front: Gemini has one place for them. Where there is
 * nothing else they are what the user says, since a request without contents is refused.
 */
export function convertItems(
  { instructions, input }: Pick<DeepReadonly<ResponsesRequest>, 'instructions' | 'input'>,
  context: RequestContext,
): Conversation {
  const items = sortItems(typeof input === 'string' ? [userText(input)] : (input ?? []));
  const told: Part[] = instructions ? [{ text: instructions }] : [];
  told.push(...items.filter(isInstructions).flatMap(toInstructionParts));
  const contents = groupItems(items).flatMap((group) => convertGroup(group, context));
  if (contents.length > 0) {
    return told.length > 0 ? { contents, systemInstruction: { parts: told } } : { contents };
  }
  if (told.length > 0) return { contents: [{ role: 'user', parts: told }] };
  const message = 'Missing required parameter "input": Gemini must be told something.';
  throw new GatewayError('missing_required_parameter', message, { param: 'input' });
}

function userText(content: string): InputMessage {
  return { type: 'message', role: 'user', content };
}

type Instructions = Extract<SortedItem, { kind: 'instructions' }>;

function isInstructions(item: SortedItem): item is Instructions {
  return item.kind === 'instructions';
}

function toInstructionParts({ value, param }: Placed<InputMessage>): Part[] {
  return partsAt(value.content, `${param}.content`).map((part) => {
    if (isText(part)) return { text: textAtPart(part) };
    throw unsupported(`${part.param}.type`, 'its instructions are text.');
  });
}

function convertGroup(group: ItemGroup, context: RequestContext): Content[] {
  switch (group.kind) {
    case 'message':
      return convertMessage(group.message, context);
    case 'turn':
      return convertTurn(group.items, context);
    case 'answers':
      return convertAnswers(group.answers, context);
  }
}

function convertMessage(
  { value, param }: Placed<InputMessage>,
  context: RequestContext,
): Content[] {
  const parts = partsAt(value.content, `${param}.content`).map((part) => toPart(part, context));
  return parts.length > 0 ? [{ role: 'user', parts }] : [];
}
