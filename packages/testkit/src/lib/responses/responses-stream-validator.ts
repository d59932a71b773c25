import { applyEvent } from './apply-event.ts';
import { isTerminal } from './event-kinds.ts';
import { endRules } from './rules/end-rules.ts';
import { itemMemberRules } from './rules/item-member-rules.ts';
import { itemRules } from './rules/item-rules.ts';
import { lifecycleRules } from './rules/lifecycle-rules.ts';
import { outputRules } from './rules/output-rules.ts';
import { partRules } from './rules/part-rules.ts';
import type { Rules } from './rules/rule.ts';
import { sequenceRules } from './rules/sequence-rules.ts';
import { snapshotRules } from './rules/snapshot-rules.ts';
import { textRules } from './rules/text-rules.ts';
import { createStreamState, lookUp, type StreamState } from './stream-state.ts';
import type { Violation } from './violation.ts';
import { isName, isObject, show, type WireObject } from './wire-object.ts';

const rules: Rules = {
  ...sequenceRules,
  ...lifecycleRules,
  ...snapshotRules,
  ...itemRules,
  ...itemMemberRules,
  ...partRules,
  ...textRules,
  ...outputRules,
};

/** Behind the end no other rule says anything new. */
const rulesBehindTheEnd: Rules = {
  EVENT_AFTER_TERMINAL: ({ type }, { phase }) => `${type} comes when the response is ${phase}`,
};

/** All rules, in the order they are applied. */
export const ruleNames: readonly string[] = [
  'MALFORMED_EVENT',
  ...Object.keys({ ...rules, ...rulesBehindTheEnd, ...endRules }),
];

/** Holds a Responses stream against its rules, event by event. */
export interface ResponsesStreamValidator {
  /** What the next event breaks. */
  push(event: unknown): Violation[];
  /** What is missing now that the stream is over. Call it once. */
  end(): Violation[];
}

/**
 * The rules of a Responses stream, as the Open Responses specification and OpenAI's wire have them:
 * the order of events, indexes and sequence numbers, one text in deltas, parts, items and the final
 * output, snapshots that agree, usage that adds up. Events and items of other types pass: hosted
 * tools and vendors have their own. Raw reasoning may have either name.
 * @see https://www.openresponses.org/specification
 */
export function createResponsesStreamValidator(): ResponsesStreamValidator {
  const state = createStreamState();
  return {
    push: (event) => {
      const violations = isEvent(event) ? judge(event, state) : malformedEvent(event, state);
      state.at += 1;
      return violations;
    },
    end: () =>
      Object.entries(endRules).flatMap(([rule, judgeEnd]) =>
        judgeEnd(state).map((message) => ({ rule, message, at: state.at })),
      ),
  };
}

/** All that a whole stream breaks, in the order of its events. */
export function validateResponsesStream(events: readonly unknown[]): Violation[] {
  const validator = createResponsesStreamValidator();
  return [...events.flatMap((event) => validator.push(event)), ...validator.end()];
}

function judge(event: WireObject & { type: string }, state: StreamState): Violation[] {
  const { at, phase } = state;
  const seen = lookUp(event, state);
  const applied = isTerminal(phase) ? rulesBehindTheEnd : rules;
  const violations = Object.entries(applied).flatMap(([rule, check]) => {
    const message = check(seen, state);
    return message === undefined ? [] : [{ rule, message, at }];
  });
  if (!isTerminal(phase)) applyEvent(seen, state);
  return violations;
}

/** It had a number, whatever it was: the next one is not taken for a gap. */
function malformedEvent(event: unknown, state: StreamState): Violation[] {
  state.nextSequence += 1;
  return [{ rule: 'MALFORMED_EVENT', message: `The event is ${show(event)}`, at: state.at }];
}

function isEvent(value: unknown): value is WireObject & { type: string } {
  return isObject(value) && isName(value.type);
}
