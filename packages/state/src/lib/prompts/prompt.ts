/**
 * One version of a prompt, as the routes give it: the members of Llama Stack's and of other servers'
 * prompts together, since OpenAI has no interface for prompts to follow.
 */
export interface Prompt {
  /** `pmpt_` and 48 hex digits; the same in all versions. */
  readonly id: string;
  /** The id once more. */
  readonly prompt_id: string;
  readonly object: 'prompt';
  readonly name: string | null;
  readonly description: string | null;
  /** The text with its places: `"Answer in {{language}}."` */
  readonly prompt: string;
  /** The same text. */
  readonly template: string;
  /** Names of variables: those that were declared, else those of the text in order of their first use. */
  readonly variables: readonly string[];
  /** Counts from 1. */
  readonly version: number;
  /** Whether it is the one that is meant where no version is named. */
  readonly is_default: boolean;
  /** When the prompt was made, in seconds since 1970. */
  readonly created_at: number;
  /** When this version was made, in seconds since 1970. */
  readonly updated_at: number;
  readonly metadata: Readonly<Record<string, string>>;
}
