import type { RawReasoning } from '../conversion.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { sameOr } from './repair-fields.ts';
import { type RepairStage, saying } from './repair-stage.ts';

/**
 * Raw reasoning in the words of one dialect, or as a summary. Expects a well-formed stream.
 */
export function openRespelling(rawReasoning: RawReasoning): RepairStage {
  if (rawReasoning === 'summary') return openSummary();
  const [from, to] = rawReasoning === 'openai' ? stems : stems.toReversed();
  return (event) => {
    const [stem, phase] = splitType(event);
    return [stem === from ? { ...event, type: `${to}.${phase}` } : event];
  };
}

/** The contract's name and OpenAI's. */
const stems = ['response.reasoning', 'response.reasoning_text'] as const;

function splitType({ type }: Members): [stem: string, phase: string] {
  const text = textOf(type);
  const dot = text.lastIndexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

/**
 * Where each item's parts of raw reasoning and of summary stand in one list: by item, the names of
 * its parts in the order of their first events.
 */
type PartOrder = Map<string, string[]>;

function openSummary(): RepairStage {
  const order: PartOrder = new Map();
  return (event) => [toSummary(event, order)];
}

function toSummary(event: Members, order: PartOrder): Members {
  const [stem, phase] = splitType(event);
  if (stem === stems[0] || stem === stems[1])
    return inSummary(event, order, `response.reasoning_summary_text.${phase}`);
  if (stem === 'response.content_part' && isRaw(event.part))
    return inSummary(event, order, `response.reasoning_summary_part.${phase}`);
  if ('summary_index' in event)
    return saying(event, {
      summary_index: placeOf(order, event, `summary ${event.summary_index}`),
    });
  if (stem === 'response.output_item' && isMembers(event.item))
    return saying(event, { item: respellListed(event.item, order) });
  return isMembers(event.response) ? respellResponse(event, event.response, order) : event;
}

function inSummary(event: Members, order: PartOrder, type: string): Members {
  const { content_index, logprobs: _, ...rest } = event;
  const summary_index = placeOf(order, event, `content ${content_index}`);
  const part = isMembers(event.part) && { part: toSummaryPart(event.part) };
  return { ...rest, type, summary_index, ...part };
}

function placeOf(order: PartOrder, { item_id }: Members, name: string): number {
  const names = order.get(textOf(item_id)) ?? [];
  order.set(textOf(item_id), names);
  const known = names.indexOf(name);
  return known >= 0 ? known : names.push(name) - 1;
}

function respellResponse(event: Members, response: Members, order: PartOrder): Members {
  const { output } = response;
  if (!Array.isArray(output)) return event;
  const items = output.map((item) => (isMembers(item) ? respellListed(item, order) : item));
  const changed = sameOr(output, items);
  return changed === output ? event : { ...event, response: { ...response, output: changed } };
}

/** A whole item, its parts in the order in which the stream told them. */
function respellListed(item: Members, order: PartOrder): Members {
  if (!hasRaw(item)) return item;
  const { content, ...rest } = item;
  const parts = [...namedParts(item.summary, 'summary'), ...namedParts(content, 'content')];
  const names = order.get(textOf(item.id)) ?? [];
  const place = (name: string) => (names.includes(name) ? names.indexOf(name) : names.length);
  parts.sort(([one], [other]) => place(one) - place(other));
  return { ...rest, summary: parts.map(([, part]) => part) };
}

function namedParts(parts: unknown, list: string): [name: string, part: Members][] {
  if (!Array.isArray(parts)) return [];
  return parts.filter(isMembers).map((part, at) => [`${list} ${at}`, toSummaryPart(part)]);
}

/** An item of an answer that came whole. Its two names in streams are one in items. */
export function respellItem(item: Members, rawReasoning: RawReasoning): Members {
  return rawReasoning === 'summary' ? respellListed(item, new Map()) : item;
}

function hasRaw({ type, content }: Members): boolean {
  return type === 'reasoning' && Array.isArray(content);
}

function isRaw(part: unknown): part is Members {
  return isMembers(part) && part.type === 'reasoning_text';
}

function toSummaryPart(part: Members): Members {
  return saying(part, { type: 'summary_text' });
}
