import type { PartKind } from '../event-kinds.ts';
import { indexOfPart, type SeenEvent } from '../stream-state.ts';
import { objectOf, show } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

type PartStep = 'open' | 'close' | 'delta' | 'done' | 'note';

/** What the event does to a part of an item that is open; undefined for all other events. */
function partEvent({ kind, item }: SeenEvent): { about: PartKind; step: PartStep } | undefined {
  if (kind?.about !== 'content' && kind?.about !== 'summary') return undefined;
  return item === undefined || item.done !== undefined ? undefined : kind;
}

function nameOf(seen: SeenEvent, kind: PartKind): string {
  return `part ${show(indexOfPart(seen.event, kind))} of the ${kind} of ${seen.item?.id}`;
}

const duplicateContentPart: Rule = (seen) => {
  const found = partEvent(seen);
  if (found?.step !== 'open' || seen.part === undefined) return undefined;
  return `The ${nameOf(seen, found.about)} was added before`;
};

const unknownContentPart: Rule = (seen) => {
  const found = partEvent(seen);
  if (found === undefined || found.step === 'open' || seen.part !== undefined) return undefined;
  return `${seen.type} speaks of the ${nameOf(seen, found.about)}, which was not added`;
};

/** added → active → done → completed: the text is finished once, and only then the part. */
const invalidContentPartTransition: Rule = (seen) => {
  const found = partEvent(seen);
  const { part, type } = seen;
  if (found === undefined || found.step === 'open' || part === undefined) return undefined;
  const name = nameOf(seen, found.about);
  if (part.isDone) return `${type} comes when the ${name} is done`;
  if (found.step === 'close')
    return part.isWritten ? undefined : `The ${name} is done before its text`;
  return part.isWritten && found.step !== 'note'
    ? `${type} comes when the text of the ${name} is done`
    : undefined;
};

/** Each part that is added has the next index, in content and summary apart. */
function indexGap(kind: PartKind): Rule {
  return (seen) => {
    const found = partEvent(seen);
    if (found?.about !== kind || found.step !== 'open' || seen.part !== undefined) return undefined;
    const next = seen.item?.parts.filter((part) => part.kind === kind).length;
    const index = indexOfPart(seen.event, kind);
    return index === next ? undefined : `${kind}_index ${show(index)} is not ${next}`;
  };
}

/** Other items than these have parts that are not ours to judge. */
const partTypes: Readonly<Record<string, readonly unknown[]>> = {
  'message content': ['output_text', 'refusal'],
  'reasoning content': ['reasoning_text'],
  'reasoning summary': ['summary_text'],
};

/** A part keeps its type, which fits the item and the text that is written into it. */
const contentPartTypeMismatch: Rule = (seen) => {
  const found = partEvent(seen);
  if (found === undefined) return undefined;
  const { event, part, item, kind, type } = seen;
  const told = kind && 'type' in kind ? kind.type : objectOf(event.part).type;
  const allowed =
    found.step === 'open' ? partTypes[`${item?.type} ${found.about}`] : part && [part.type];
  return allowed?.includes(told) === false ? `${type} is about a ${show(told)}` : undefined;
};

/** An item is not done as long as a part of it is not. */
const openPartInDoneItem: Rule = ({ kind, item }) => {
  if (kind?.about !== 'item' || kind.step !== 'close' || item?.done !== undefined) return undefined;
  const open = item?.parts.find((part) => !part.isDone);
  if (open === undefined) return undefined;
  return `${item?.id} is done, the part ${show(open.index)} of its ${open.kind} is not`;
};

export const partRules: Rules = {
  DUPLICATE_CONTENT_PART: duplicateContentPart,
  UNKNOWN_CONTENT_PART: unknownContentPart,
  INVALID_CONTENT_PART_TRANSITION: invalidContentPartTransition,
  CONTENT_INDEX_GAP: indexGap('content'),
  SUMMARY_INDEX_GAP: indexGap('summary'),
  CONTENT_PART_TYPE_MISMATCH: contentPartTypeMismatch,
  CONTENT_PART_NOT_TERMINATED: openPartInDoneItem,
};
