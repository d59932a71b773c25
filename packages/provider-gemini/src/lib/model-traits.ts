/** What depends on the model, as Google's documents say it of model families. */
export interface ModelTraits {
  /** How its thinking is asked for: by level since Gemini 3, by tokens in 2.5, not before. */
  readonly thinking: 'level' | 'budget' | 'none';
  /** Levels and budgets differ from size to size. */
  readonly name: string;
  /** Whether it takes JSON Schema; older ones take Google's subset of OpenAPI. */
  readonly readsJsonSchema: boolean;
  /** Whether it refuses a history whose function calls have no thought signature. */
  readonly needsSignatures: boolean;
  /** Whether results of functions may hold pictures and documents. */
  readonly readsMediaInResults: boolean;
  /** Whether it fetches media by `https:` itself. */
  readonly readsUrls: boolean;
}

/**
 * Names without a version (`gemini-flash-latest`) and those that nobody knows yet are taken for the
 * newest family.
 * @see https://ai.google.dev/gemini-api/docs/models
 */
export function traitsOf(model: string): ModelTraits {
  const name = model.slice(model.lastIndexOf('/') + 1).toLowerCase();
  const version = versionOf(name);
  return {
    thinking: thinkingOf(name, version),
    name,
    readsJsonSchema: version >= 2.5,
    needsSignatures: version >= 3,
    readsMediaInResults: version >= 3,
    readsUrls: version >= 2.5,
  };
}

const newest = 3;

/** Gemma has numbers of its own; it can do what Gemini 2.0 could. */
function versionOf(name: string): number {
  if (/^(gemma|learnlm)/.test(name)) return 2;
  // Built on Gemini 2.5.
  if (name.startsWith('gemini-robotics-er-1')) return 2.5;
  const version = /^gemini-(?:[a-z-]+-)?(\d+(?:\.\d+)?)/.exec(name)?.[1];
  return version === undefined ? newest : Number(version);
}

/** Models that draw or speak take no such setting. */
function thinkingOf(name: string, version: number): ModelTraits['thinking'] {
  if (version < 2.5 || /-(image|tts)\b/.test(name)) return 'none';
  return version < 3 ? 'budget' : 'level';
}
