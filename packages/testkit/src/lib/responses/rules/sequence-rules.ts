import { show } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

/** Every event has a whole number. */
const invalidSequenceNumber: Rule = ({ event: { sequence_number: number } }) =>
  isSequenceNumber(number) ? undefined : `sequence_number is ${show(number)}`;

const nonMonotonicSequence: Rule = ({ event: { sequence_number: number } }, { nextSequence }) =>
  isSequenceNumber(number) && number < nextSequence
    ? `sequence_number ${number} comes where ${nextSequence} should`
    : undefined;

/** They begin with 0 and leave none out. */
const sequenceGap: Rule = ({ event: { sequence_number: number } }, { nextSequence }) =>
  isSequenceNumber(number) && number > nextSequence
    ? `sequence_number ${number} comes where ${nextSequence} should`
    : undefined;

function isSequenceNumber(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0;
}

export const sequenceRules: Rules = {
  INVALID_SEQUENCE_NUMBER: invalidSequenceNumber,
  NON_MONOTONIC_SEQUENCE: nonMonotonicSequence,
  SEQUENCE_GAP: sequenceGap,
};
