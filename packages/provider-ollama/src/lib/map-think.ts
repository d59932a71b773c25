import type { OllamaThink } from './ollama-api.ts';
import type { Warn } from './request-context.ts';

/** Levels by model, by name or by beginnings of names. */
export type ThinkLevels = Readonly<Record<string, readonly string[]>>;

/** GPT-OSS takes levels; servers refuse them for most other models. */
export const defaultThinkLevels: ThinkLevels = { 'gpt-oss*': ['low', 'medium', 'high'] };

/** Chat's efforts, from least to most. */
const efforts: readonly string[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max'];

/**
 * How much a model shall think. `none` turns it off everywhere. A model with levels gets the nearest
 * one; any other thinks or does not, and `minimal` is nearer to not.
 * @see https://docs.ollama.com/capabilities/thinking
 */
export function mapThink(
  effort: unknown,
  model: string,
  levels: ThinkLevels,
  warn: Warn,
): OllamaThink | undefined {
  if (typeof effort !== 'string') return undefined;
  if (effort === 'none') return false;
  const known = levelsOf(model, levels);
  const think = known ? nearest(effort, known) : effort !== 'minimal';
  if (think !== effort) {
    warn(
      `"${model}" does not know "reasoning_effort": "${effort}"; it is asked with think: ${think}.`,
    );
  }
  return think;
}

function levelsOf(model: string, levels: ThinkLevels): readonly string[] | undefined {
  const found = Object.entries(levels).find(([pattern]) => matches(pattern, model));
  return found?.[1];
}

/** A model without a tag has the tag `latest`; patterns need not care. */
function matches(pattern: string, model: string): boolean {
  if (pattern.endsWith('*')) return model.startsWith(pattern.slice(0, -1));
  return model === pattern || model === `${pattern}:latest`;
}

function nearest(effort: string, known: readonly string[]): OllamaThink {
  if (known.includes(effort)) return effort;
  const wanted = efforts.indexOf(effort);
  const distance = (level: string) => Math.abs(efforts.indexOf(level) - wanted);
  const comparable = known.filter((level) => efforts.includes(level));
  // The server judges a word that is neither ours nor among the levels.
  if (wanted < 0 || comparable.length === 0) return effort;
  return comparable.reduce((best, level) => (distance(level) < distance(best) ? level : best));
}
