import { findOtherText, textOfPart } from '../compare-item.ts';
import { isObject, objectOf, show } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

const invalidDelta: Rule = ({ event: { delta }, kind, type }) =>
  kind && 'step' in kind && kind.step === 'delta' && typeof delta !== 'string'
    ? `delta of ${type} is ${show(delta)}`
    : undefined;

/** What `*.done` tells is what the deltas told. */
const textDoneMismatch: Rule = ({ event, kind, item, part, type }) => {
  if (kind === undefined || !('step' in kind) || kind.step !== 'done') return undefined;
  const target = kind.about === 'item' ? item : part;
  const told = event[kind.member];
  if (target === undefined || target.isWritten || target.text === told) return undefined;
  return `${kind.member} of ${type} is ${show(told)}, its deltas are ${show(target.text)}`;
};

const partDoneMismatch: Rule = ({ event, kind, part }) => {
  if (kind?.about !== 'content' && kind?.about !== 'summary') return undefined;
  if (kind.step !== 'close' || part === undefined || part.isDone) return undefined;
  const told = textOfPart(objectOf(event.part));
  return told === part.text
    ? undefined
    : `The part is ${show(told)}, its deltas are ${show(part.text)}`;
};

const itemDoneMismatch: Rule = ({ event, kind, item }) => {
  if (kind?.about !== 'item' || kind.step !== 'close' || !isObject(event.item)) return undefined;
  return item === undefined || item.done !== undefined
    ? undefined
    : findOtherText(event.item, item);
};

export const textRules: Rules = {
  INVALID_DELTA: invalidDelta,
  TEXT_DONE_MISMATCH: textDoneMismatch,
  PART_DONE_MISMATCH: partDoneMismatch,
  ITEM_DONE_MISMATCH: itemDoneMismatch,
};
