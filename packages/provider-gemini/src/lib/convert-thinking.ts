import type { DeepReadonly } from '@gw/core';
import { invalidValue } from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import type { ThinkingConfig } from './gemini-api.ts';
import type { ModelTraits } from './model-traits.ts';
import type { RequestContext } from './request-context.ts';

const efforts = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'] as const;
type Effort = (typeof efforts)[number];

/**
 * How much the model thinks, and whether it tells of it. What a model does not have is the nearest
 * that it has.
 * @see https://ai.google.dev/gemini-api/docs/thinking
 * @see https://ai.google.dev/gemini-api/docs/openai#thinking for the budgets
 */
export function convertThinking(
  reasoning: DeepReadonly<ResponsesRequest>['reasoning'],
  { traits, warn }: RequestContext,
): ThinkingConfig | undefined {
  const effort = effortOf(reasoning?.effort);
  const includeThoughts = reasoning?.summary != null;
  if (effort === undefined && !includeThoughts) return undefined;
  if (traits.thinking === 'none') {
    const isAsked = includeThoughts || effort !== 'none';
    if (isAsked) warn('"reasoning" was left out: this model does not think.');
    return undefined;
  }
  const amount = effort === undefined ? {} : amountOf(effort, traits);
  if (effort === 'none' && amount.thinkingBudget !== 0) {
    warn(
      '"reasoning.effort" is "none", but this model always thinks: it thinks as little as it can.',
    );
  }
  return { ...amount, ...(includeThoughts && { includeThoughts }) };
}

function effortOf(effort: unknown): Effort | undefined {
  if (effort == null) return undefined;
  const known = efforts.find((name) => name === effort);
  if (known) return known;
  throw invalidValue('reasoning.effort', `expected ${efforts.join(', ')}.`);
}

function amountOf(effort: Effort, traits: ModelTraits): ThinkingConfig {
  return traits.thinking === 'budget'
    ? { thinkingBudget: budgetOf(effort, traits) }
    : { thinkingLevel: levelOf(effort, traits) };
}

/** Google's own numbers for OpenAI's words; Pro always thinks, at least 128 tokens, and may longest. */
function budgetOf(effort: Effort, { name }: ModelTraits): number {
  const isPro = name.includes('-pro');
  switch (effort) {
    case 'none':
      return isPro ? 128 : 0;
    case 'minimal':
    case 'low':
      return 1024;
    case 'medium':
      return 8192;
    case 'high':
      return 24_576;
    case 'xhigh':
    case 'max':
      return isPro ? 32_768 : 24_576;
  }
}

/** All have low and high. */
function levelOf(
  effort: Effort,
  { name }: ModelTraits,
): NonNullable<ThinkingConfig['thinkingLevel']> {
  switch (effort) {
    case 'none':
    case 'minimal':
      return hasMinimal(name) ? 'MINIMAL' : 'LOW';
    case 'low':
      return 'LOW';
    case 'medium':
      return name.startsWith('gemini-3-pro') ? 'HIGH' : 'MEDIUM';
    case 'high':
    case 'xhigh':
    case 'max':
      return 'HIGH';
  }
}

/** Flash up to 3.6, and all of Flash-Lite. */
function hasMinimal(name: string): boolean {
  return name.includes('flash-lite') || /^gemini-3(\.[0-6])?-flash/.test(name);
}
