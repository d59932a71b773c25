/**
 * The wire of Ollama's own API, as far as this provider speaks it. What an upstream sends may lack
 * any of it, hence all members of answers are optional and may be `null`.
 * @see https://docs.ollama.com/api/introduction
 */

/** A message of a conversation, sent and received. */
export interface OllamaMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string;
  /** What the model thought before it said this. */
  thinking?: string | undefined;
  /** Pictures as plain base64. */
  images?: string[] | undefined;
  /** Calls that the model wanted made. */
  tool_calls?: OllamaToolCall[] | undefined;
  /** Of `tool`: which function gave this back. */
  tool_name?: string | undefined;
  /** Of `tool`: which call it answers; older servers do not read it. */
  tool_call_id?: string | undefined;
}

/** A call, always whole: its arguments are an object, not text. */
export interface OllamaToolCall {
  id?: string | undefined;
  function: {
    name: string;
    arguments: Readonly<Record<string, unknown>>;
  };
}

/** A function that the model may call. */
export interface OllamaTool {
  type: 'function';
  function: {
    name: string;
    description?: string | undefined;
    parameters: unknown;
  };
}

/** Settings of the model's run: `temperature`, `num_ctx` and the like. */
export type OllamaOptions = Readonly<Record<string, unknown>>;

/** Off, on, or how much; which of these a model knows differs. */
export type OllamaThink = boolean | string;

/**
 * The body of `POST /api/chat`. More members may stand in it: what this provider does not know goes
 * along unread.
 * @see https://docs.ollama.com/api/chat
 */
export interface OllamaChatRequest {
  model: string;
  messages: OllamaMessage[];
  /** The server's default is `true`. */
  stream: boolean;
  tools?: OllamaTool[] | undefined;
  /** `json`, or a JSON Schema. */
  format?: unknown;
  think?: OllamaThink | undefined;
  /** How long the model stays loaded: a duration as text, or seconds. */
  keep_alive?: string | number | undefined;
  options?: OllamaOptions | undefined;
  logprobs?: boolean | undefined;
  top_logprobs?: number | undefined;
}

/** One token with its probability. */
export interface OllamaTokenLogprob {
  readonly token?: string | null;
  readonly logprob?: number | null;
  readonly bytes?: readonly number[] | null;
  readonly top_logprobs?: readonly OllamaTokenLogprob[] | null;
}

/** A call as an answer tells it. */
export interface OllamaCalled {
  readonly function?: { readonly name?: unknown; readonly arguments?: unknown } | null;
}

/**
 * The answer to `POST /api/chat`: the whole of it, or one line of its stream. Lines add to each
 * other; the last one is `done` and has the counts.
 * @see https://docs.ollama.com/api/chat
 */
export interface OllamaChatAnswer {
  readonly model?: string | null;
  /** ISO 8601. */
  readonly created_at?: string | null;
  readonly message?: {
    readonly content?: string | null;
    readonly thinking?: string | null;
    readonly tool_calls?: readonly OllamaCalled[] | null;
  } | null;
  readonly done?: boolean | null;
  /** `stop`, `length`, or what the call was for: `load`, `unload`. Older servers do not say. */
  readonly done_reason?: string | null;
  readonly logprobs?: readonly OllamaTokenLogprob[] | null;
  /** Tokens read; servers leave a zero out. */
  readonly prompt_eval_count?: number | null;
  /** Tokens written; servers leave a zero out. */
  readonly eval_count?: number | null;
  /** In place of all else. @see https://docs.ollama.com/api/errors */
  readonly error?: unknown;
}

/**
 * The answer to `POST /api/embed`.
 * @see https://docs.ollama.com/api/embed
 */
export interface OllamaEmbedAnswer {
  readonly model?: string | null;
  readonly embeddings?: readonly (readonly number[])[] | null;
  readonly prompt_eval_count?: number | null;
  readonly error?: unknown;
}
