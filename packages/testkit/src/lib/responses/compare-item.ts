import type { PartKind } from './event-kinds.ts';
import type { ItemState } from './stream-state.ts';
import { objectsOf, show, type WireObject } from './wire-object.ts';

/** The text of a part, wherever its type keeps it. */
export function textOfPart(part: WireObject): unknown {
  return part.type === 'refusal' ? part.refusal : part.text;
}

const constants = ['type', 'call_id', 'name'];

/** Which member is not what it was when the item was added; undefined when all are. */
export function findChanged(item: WireObject, { added }: ItemState): string | undefined {
  const changed = constants.find((name) => item[name] !== added[name]);
  if (changed === undefined) return undefined;
  return `${changed} was ${show(added[changed])} and is ${show(item[changed])}`;
}

/**
 * Where an item's text is not what its deltas have made of it; undefined when it is the same.
 * Items of types that are not ours to judge are taken as they are.
 */
export function findOtherText(item: WireObject, state: ItemState): string | undefined {
  switch (state.type) {
    case 'message':
      return otherParts(item, 'content', state);
    case 'reasoning':
      return otherParts(item, 'content', state) ?? otherParts(item, 'summary', state);
    case 'function_call':
      return otherText('arguments', item.arguments, state.text);
    case 'custom_tool_call':
      return otherText('input', item.input, state.text);
    default:
      return undefined;
  }
}

function otherParts(item: WireObject, kind: PartKind, { parts }: ItemState): string | undefined {
  const shown = objectsOf(item[kind]);
  const told = parts.filter((part) => part.kind === kind);
  if (shown.length !== told.length) return `${kind} has ${shown.length} parts, not ${told.length}`;
  return told
    .map(({ text }, at) => otherText(`${kind}[${at}]`, textOfPart(shown[at] ?? {}), text))
    .find((fault) => fault !== undefined);
}

function otherText(place: string, shown: unknown, told: string): string | undefined {
  return shown === told ? undefined : `${place} is ${show(shown)}, its deltas are ${show(told)}`;
}
