import type { Phase } from '../event-kinds.ts';
import type { Rule, Rules } from './rule.ts';

/** Where a response may go. That it begins with `created` is a rule of its own. */
const successors: Readonly<Record<Phase, readonly Phase[]>> = {
  idle: ['created', 'queued', 'in_progress', 'failed'],
  created: ['queued', 'in_progress'],
  queued: ['in_progress'],
  in_progress: ['completed', 'failed', 'incomplete'],
  completed: [],
  failed: [],
  incomplete: [],
};

const firstEventNotCreated: Rule = ({ type }, { at }) =>
  at === 0 && type !== 'response.created' ? `The first event is ${type}` : undefined;

/** Behind `response.created` comes `response.queued` or `response.in_progress`. */
const eventBeforeStart: Rule = ({ type, kind }, { phase }) => {
  if (kind?.about === 'response') return undefined;
  const isEarly = phase === 'created' || (phase === 'queued' && kind !== undefined);
  return isEarly ? `${type} comes before response.in_progress` : undefined;
};

const invalidResponseTransition: Rule = ({ kind }, { phase }) => {
  if (kind?.about !== 'response' || successors[phase].includes(kind.phase)) return undefined;
  return `The response goes from ${phase} to ${kind.phase}`;
};

/** An `error` announces `response.failed` and nothing else. */
const errorNotBeforeFailed: Rule = ({ type }, { hasFailed }) =>
  hasFailed && type !== 'response.failed' ? `${type} comes behind an error` : undefined;

export const lifecycleRules: Rules = {
  FIRST_EVENT_NOT_CREATED: firstEventNotCreated,
  EVENT_BEFORE_START: eventBeforeStart,
  INVALID_RESPONSE_TRANSITION: invalidResponseTransition,
  ERROR_NOT_BEFORE_FAILED: errorNotBeforeFailed,
};
