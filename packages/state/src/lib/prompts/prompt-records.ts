import type { Prompt } from './prompt.ts';

/** One version of a prompt as it is kept: kind `prompt_version`, owned by its prompt, under its number. */
export interface PromptVersion {
  readonly name: string | null;
  readonly description: string | null;
  readonly template: string;
  readonly variables: readonly string[];
  readonly version: number;
  /** Seconds since 1970: of the prompt's first version, and of this one. */
  readonly created_at: number;
  readonly updated_at: number;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A prompt as it is kept: kind `prompt`, under its id. The default version stands in it, so that lists need nothing else. */
export interface PromptHead {
  /** Number of the newest version; they count from 1 without gaps. */
  readonly latest: number;
  readonly default: PromptVersion;
}

export const promptKind = 'prompt';
export const versionKind = 'prompt_version';

/** An id that nobody can guess, in the form that Llama Stack's clients expect: `pmpt_` and 48 hex digits. */
export function createPromptId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return `pmpt_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** A version as clients see it. */
export function toPrompt(id: string, version: PromptVersion, head: PromptHead): Prompt {
  return {
    id,
    prompt_id: id,
    object: 'prompt',
    name: version.name,
    description: version.description,
    prompt: version.template,
    template: version.template,
    variables: version.variables,
    version: version.version,
    is_default: version.version === head.default.version,
    created_at: version.created_at,
    updated_at: version.updated_at,
    metadata: version.metadata,
  };
}
