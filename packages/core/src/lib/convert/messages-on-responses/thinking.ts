import type { ChatReasoningEffort, MessagesRequest, ResponsesReasoningSettings } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { invalidType, unsupported } from '../request-faults.ts';

type Request = Pick<DeepReadonly<MessagesRequest>, 'thinking' | 'output_config'>;

/**
 * How the model thinks. An effort that was asked for stands; else a number of tokens says it, and where
 * the model is to think as it sees fit, so does its own default. A summary is asked for where the client
 * wants to see thoughts.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 */
export function convertThinking(request: Request): ResponsesReasoningSettings | undefined {
  const { thinking, output_config } = request;
  const effort = output_config?.effort;
  switch (thinking?.type) {
    case undefined:
      return effort == null ? undefined : { effort };
    case 'adaptive':
      return present({ effort, summary: summaryFor(thinking.display) });
    case 'enabled':
      return present({
        effort: effort ?? effortFor(thinking.budget_tokens),
        summary: summaryFor(thinking.display),
      });
    case 'disabled':
    // Responses knows no thinking that begins behind the first call.
    case 'between_tools':
      return { effort: 'none' };
    default:
      throw unsupported('thinking.type', 'expected adaptive, enabled or disabled.');
  }
}

function summaryFor(display: 'summarized' | 'omitted' | null | undefined) {
  return display === 'omitted' ? undefined : ('auto' as const);
}

/** The least budgets, in tokens. Below them all it is `low`. */
const leastBudgets: readonly (readonly [number, ChatReasoningEffort])[] = [
  [16_384, 'high'],
  [4_096, 'medium'],
];

function effortFor(budget: unknown): ChatReasoningEffort {
  if (typeof budget !== 'number') throw invalidType('thinking.budget_tokens', 'a number');
  return leastBudgets.find(([least]) => budget >= least)?.[1] ?? 'low';
}
