import { isTerminal, type Phase } from '../event-kinds.ts';
import type { SeenEvent } from '../stream-state.ts';
import { isName, isObject, objectOf, show, type WireObject } from '../wire-object.ts';
import type { Rule, Rules } from './rule.ts';

/** A rule on the response in an event, which is told what the event says it is. */
function onSnapshot(
  judge: (response: WireObject, phase: Phase, first: WireObject) => string | undefined,
): Rule {
  return ({ event: { response }, kind }, { first }) => {
    if (kind?.about !== 'response' || !isObject(response)) return undefined;
    return judge(response, kind.phase, first ?? response);
  };
}

const malformedResponse: Rule = ({ event: { response }, kind }: SeenEvent) => {
  if (kind?.about !== 'response') return undefined;
  return isName(objectOf(response).id) ? undefined : `response is ${show(response)}`;
};

const constants = ['id', 'created_at', 'model', 'previous_response_id'];

const responseChanged = onSnapshot((response, _phase, first) => {
  const changed = constants.find((name) => response[name] !== first[name]);
  if (changed === undefined) return undefined;
  return `${changed} was ${show(first[changed])} and is ${show(response[changed])}`;
});

/** What a response may say it is, where that is not the name of its event. */
const statusesOf: Partial<Record<Phase, readonly unknown[]>> = {
  // One that has to wait.
  created: ['in_progress', 'queued'],
  // There is no event for one that was cancelled.
  failed: ['failed', 'cancelled'],
};

const responseStatus = onSnapshot(({ status }, phase) => {
  const expected = statusesOf[phase] ?? [phase];
  return expected.includes(status) ? undefined : `status is ${show(status)} in ${phase}`;
});

/** Until it ends there is nothing to show. */
const earlySnapshotNotEmpty = onSnapshot(({ output, usage, completed_at }, phase) => {
  if (isTerminal(phase)) return undefined;
  if (!Array.isArray(output) || output.length > 0) return `output is ${show(output)} in ${phase}`;
  if (usage != null) return `usage is ${show(usage)} in ${phase}`;
  return completed_at == null ? undefined : `completed_at is ${show(completed_at)} in ${phase}`;
});

const completedAt = onSnapshot(({ completed_at: moment }, phase) => {
  if (!isTerminal(phase)) return undefined;
  const isRight = phase === 'completed' ? Number.isInteger(moment) : moment == null;
  return isRight ? undefined : `completed_at is ${show(moment)} in ${phase}`;
});

const usageMissing = onSnapshot(({ usage }, phase) =>
  isTerminal(phase) && phase !== 'failed' && !isObject(usage)
    ? `usage is ${show(usage)} in ${phase}`
    : undefined,
);

const usageSum = onSnapshot(({ usage }) => {
  if (!isObject(usage)) return undefined;
  const { input_tokens: input, output_tokens: output, total_tokens: total } = usage;
  if (Number(input) + Number(output) !== total) return `${input} + ${output} is not ${total}`;
  const { cached_tokens: cached = 0 } = objectOf(usage.input_tokens_details);
  const { reasoning_tokens: reasoning = 0 } = objectOf(usage.output_tokens_details);
  if (Number(cached) > Number(input)) return `${cached} of ${input} tokens are cached`;
  return Number(reasoning) > Number(output)
    ? `${reasoning} of ${output} tokens are reasoning`
    : undefined;
});

const failedWithoutError = onSnapshot(({ error, status }, phase) => {
  if (phase !== 'failed') return undefined;
  const { code, message } = objectOf(error);
  // Nothing went wrong with one that was cancelled.
  const isRight =
    status === 'cancelled' ? error == null : isName(code) && typeof message === 'string';
  return isRight ? undefined : `error is ${show(error)}`;
});

const incompleteWithoutReason = onSnapshot(({ incomplete_details: details }, phase) =>
  phase === 'incomplete' && !isName(objectOf(details).reason)
    ? `incomplete_details is ${show(details)}`
    : undefined,
);

export const snapshotRules: Rules = {
  MALFORMED_RESPONSE: malformedResponse,
  RESPONSE_CHANGED: responseChanged,
  RESPONSE_STATUS_MISMATCH: responseStatus,
  EARLY_SNAPSHOT_NOT_EMPTY: earlySnapshotNotEmpty,
  COMPLETED_AT_MISMATCH: completedAt,
  USAGE_MISSING: usageMissing,
  USAGE_SUM: usageSum,
  FAILED_WITHOUT_ERROR: failedWithoutError,
  INCOMPLETE_WITHOUT_REASON: incompleteWithoutReason,
};
