/** What a moderation model found in one text or picture. */
export interface ChatModerationResult {
  type: 'moderation_result';
  /** The moderation model. */
  model: string;
  /** Whether any category was met. */
  flagged: boolean;
  /** Whether each category was met. */
  categories: Record<string, boolean>;
  /** How sure it is of each category, 0 to 1. */
  category_scores: Record<string, number>;
  /** Which kinds of input each score is about. */
  category_applied_input_types: Record<string, ('text' | 'image')[]>;
}

/** Findings on one side of the conversation. */
export interface ChatModerationResults {
  type: 'moderation_results';
  /** The moderation model. */
  model: string;
  /** One per text or picture. */
  results: ChatModerationResult[];
}

/** Why there are no findings on one side. */
export interface ChatModerationError {
  type: 'error';
  /** For programs. */
  code: string;
  /** For a human. */
  message: string;
}

/** Findings on prompt and answer, when `moderation` asked for them. */
export interface ChatModeration {
  /** On the prompt. */
  input: ChatModerationResults | ChatModerationError;
  /** On the answer. */
  output: ChatModerationResults | ChatModerationError;
}
