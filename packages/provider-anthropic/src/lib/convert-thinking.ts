import { invalidType, membersOf } from '@gw/provider-utils';
import type { MessagesThinking } from '@gw/schema';
import type { Message } from './group-turns.ts';
import { type Effort, efforts, type ModelTraits } from './model-traits.ts';

/** How hard a model should try, as Anthropic says it. */
export interface ConvertedThinking {
  readonly thinking?: MessagesThinking | undefined;
  readonly effort?: Effort | undefined;
}

/** What stands in the way of thinking. */
export interface ThinkingContext {
  readonly traits: ModelTraits;
  readonly maxTokens: number;
  readonly messages: readonly Message[];
  /** Whether a call is demanded. */
  readonly isForced: boolean;
  /** Told of what is left out. */
  warn(message: string): void;
}

/**
 * `reasoning` in the way that the model knows: as an effort, or as a number of tokens. A summary is
 * asked for where the client wants one, since newer models tell nothing of their thoughts by themselves.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 */
export function convertThinking(reasoning: unknown, context: ThinkingContext): ConvertedThinking {
  if (reasoning == null) return {};
  if (typeof reasoning !== 'object') throw invalidType('reasoning', 'an object');
  const { effort, summary } = membersOf(reasoning);
  if (effort == null && summary == null) return {};
  if (effort === 'none') return toRest(context);
  switch (context.traits.thinking) {
    case 'never':
      context.warn('"reasoning" was left out: this model does not think.');
      return {};
    case 'adaptive': {
      const display = summary == null ? {} : { display: 'summarized' as const };
      const thinking: MessagesThinking = { type: 'adaptive', ...display };
      return { thinking, effort: toEffort(effort, context.traits) };
    }
    case 'budget':
      return { thinking: toBudget(effort, context), effort: toEffort(effort, context.traits) };
  }
}

function toRest({ traits, warn }: ThinkingContext): ConvertedThinking {
  switch (traits.rest) {
    case 'unsaid':
      return {};
    case 'impossible':
      warn('This model always thinks: "reasoning.effort" was raised from none to low.');
      return { effort: 'low' };
    default:
      return { thinking: { type: traits.rest } };
  }
}

/** The next lower one where the model does not know it. What we do not know either is its to judge. */
function toEffort(effort: unknown, { efforts: known }: ModelTraits): Effort | undefined {
  if (effort == null || known.length === 0) return undefined;
  const wanted = effort === 'minimal' ? 0 : efforts.indexOf(effort as Effort);
  if (wanted < 0) return String(effort) as Effort;
  return efforts.slice(0, wanted + 1).findLast((level) => known.includes(level));
}

/** In tokens. */
const budgets = new Map<unknown, number>([
  ['minimal', 1_024],
  ['low', 2_048],
  ['medium', 8_192],
  ['high', 16_384],
  ['xhigh', 24_576],
  ['max', 30_720],
]);
const defaultBudget = 8_192;
/** Anthropic takes no less. */
const leastBudget = 1_024;

/** @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking#budget-rules-and-tuning */
function toBudget(effort: unknown, context: ThinkingContext): MessagesThinking | undefined {
  const obstacle = obstacleOf(context);
  if (obstacle !== undefined) {
    context.warn(`The model was not asked to think: ${obstacle}.`);
    return undefined;
  }
  const wanted = budgets.get(effort) ?? defaultBudget;
  // A quarter is for the answer.
  const most = Math.max(leastBudget, Math.floor(context.maxTokens * 0.75));
  return { type: 'enabled', budget_tokens: Math.min(wanted, most) };
}

function obstacleOf({ maxTokens, isForced, messages }: ThinkingContext): string | undefined {
  if (maxTokens <= leastBudget) return `"max_output_tokens" must be above ${leastBudget} for that`;
  if (isForced) return '"tool_choice" demands a call';
  if (hasThoughtlessTurn(messages)) return thoughtlessTurn;
  return undefined;
}

/** As an obstacle. */
export const thoughtlessTurn = 'the turn that it is in began without a thought of its own';

interface Told {
  readonly role?: unknown;
  readonly content: readonly { readonly type?: unknown }[];
}

/**
 * Whether the model is in the middle of a turn, between calls, that does not begin with its thoughts:
 * another model began it. Anthropic refuses to let it think from here on.
 */
export function hasThoughtlessTurn(messages: readonly Told[]): boolean {
  const asked = messages.findLastIndex(
    ({ role, content }) => role === 'user' && content.some(({ type }) => type !== 'tool_result'),
  );
  const turn = messages.slice(asked + 1).find(({ role }) => role === 'assistant');
  const first = turn?.content[0];
  return first !== undefined && first.type !== 'thinking' && first.type !== 'redacted_thinking';
}
