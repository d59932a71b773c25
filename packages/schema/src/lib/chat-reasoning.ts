/**
 * Reasoning a model shows. None of it is OpenAI's: these are the members that compatible
 * upstreams agreed on, in messages and in deltas alike, and several of them want it back on the
 * next turn.
 */
export interface ChatReasoning {
  /** Reasoning as text, as DeepSeek, vLLM and SGLang spell it. */
  reasoning_content?: string | null | undefined;
  /** The same as OpenRouter, Groq and Ollama spell it. */
  reasoning?: string | null | undefined;
  /** Reasoning in pieces, each with a `type`; opaque ones (signed, encrypted) ride here too. */
  reasoning_details?: ChatReasoningDetail[] | null | undefined;
}

/** One piece of reasoning. What else it holds depends on `type` and on who made it. */
export interface ChatReasoningDetail {
  /** `reasoning.text`, `reasoning.summary`, `reasoning.encrypted`, … */
  type: string;
  /** Ties together pieces of one thought that came in several chunks. */
  id?: string | null | undefined;
  /** Where it stands among the pieces, from 0. */
  index?: number | null | undefined;
  /** Whose format it is; send it back only to the same. */
  format?: string | null | undefined;
  /** Of `reasoning.text`. */
  text?: string | null | undefined;
  /** Proof of origin that the upstream checks when `text` is sent back. */
  signature?: string | null | undefined;
  /** Of `reasoning.summary`. */
  summary?: string | null | undefined;
  /** Of `reasoning.encrypted`: opaque bytes. */
  data?: string | null | undefined;
}
