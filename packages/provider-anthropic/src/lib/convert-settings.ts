import {
  invalidType,
  isMembers,
  type Members,
  membersOf,
  present,
  textOf,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesOutputConfig, MessagesRequest } from '@gw/schema';
import { convertSchema } from './convert-schema.ts';
import type { ModelTraits } from './model-traits.ts';

type Warn = (message: string) => void;
type Sampling = Pick<MessagesRequest, 'temperature' | 'top_p'>;

/**
 * Randomness, where the model can be told. What is the default anyway is not said.
 * @param isBudgeted whether it thinks for a number of tokens, which forbids both.
 */
export function convertSampling(
  { temperature, top_p }: Members,
  traits: ModelTraits,
  isBudgeted: boolean,
  warn: Warn,
): Sampling {
  const wanted = {
    temperature: numberAt(temperature, 'temperature'),
    top_p: numberAt(top_p, 'top_p'),
  };
  const said = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== 1);
  if (!traits.takesSampling || isBudgeted) {
    const why = isBudgeted ? 'a model that thinks takes none' : 'this model takes none';
    for (const [name] of said) warn(`"${name}" was left out: ${why}.`);
    return {};
  }
  const sampling: Sampling = Object.fromEntries(said);
  if (sampling.temperature === undefined) return sampling;
  if (sampling.top_p !== undefined) warn('"top_p" was left out: "temperature" says it already.');
  if (sampling.temperature <= 1) return { temperature: sampling.temperature };
  warn('"temperature" was lowered to 1, the most that these models take.');
  return {};
}

function numberAt(value: unknown, param: string): number | undefined {
  if (value == null || typeof value === 'number') return value ?? undefined;
  throw invalidType(param, 'a number');
}

/**
 * The answer's form: a schema that the model is held to, in Anthropic's own way.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs
 */
export function convertFormat(text: unknown): MessagesOutputConfig['format'] {
  const format = membersOf(membersOf(text).format);
  switch (format.type) {
    case undefined:
    case 'text':
      return undefined;
    case 'json_schema':
      if (!isMembers(format.schema)) throw invalidType('text.format.schema', 'an object');
      return { type: 'json_schema', schema: convertSchema(format.schema) };
    case 'json_object':
      throw unsupported('text.format.type', 'it writes JSON by a schema only. Use json_schema.');
    default:
      throw unsupported('text.format.type', 'expected text or json_schema.');
  }
}

/** Chat's `stop`, and Anthropic's own name for it. */
export function convertStop({ stop, stop_sequences }: Members): { stop_sequences?: string[] } {
  const wanted = stop_sequences ?? (typeof stop === 'string' ? [stop] : stop);
  if (wanted == null) return {};
  if (!Array.isArray(wanted)) throw invalidType('stop', 'a string or a list of strings');
  return wanted.length > 0 ? { stop_sequences: wanted as string[] } : {};
}

const tiers: Readonly<Record<string, MessagesRequest['service_tier']>> = {
  auto: 'auto',
  priority: 'auto',
  default: 'standard_only',
  standard_only: 'standard_only',
};

/** @see https://platform.claude.com/docs/en/api/service-tiers */
export function convertTier(tier: unknown, warn: Warn): Pick<MessagesRequest, 'service_tier'> {
  if (tier == null) return {};
  const service_tier = tiers[textOf(tier)];
  if (!service_tier) warn(`"service_tier" was left out: there is no "${tier}" at Anthropic.`);
  return present({ service_tier });
}

/** Who asks, for Anthropic to find abuse. The gateway has made the identifier one of its tenant. */
export function convertUser({
  safety_identifier,
  user,
}: Members): Pick<MessagesRequest, 'metadata'> {
  const user_id = textOf(safety_identifier) || textOf(user);
  return user_id === '' ? {} : { metadata: { user_id } };
}

export function warnOfVerbosity(text: unknown, warn: Warn): void {
  const { verbosity } = membersOf(text);
  if (verbosity == null || verbosity === 'medium') return;
  warn('"text.verbosity" was left out: these models have none.');
}
