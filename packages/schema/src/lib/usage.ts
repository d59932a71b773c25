/**
 * Token counts of one chat completion. In a stream they come once, in the last chunk, and only
 * when `stream_options.include_usage` asked for them.
 * Compatible upstreams send `null` for either breakdown, or leave it out.
 * @see https://developers.openai.com/api/reference/resources/chat/subresources/completions/methods/create
 */
export interface ChatUsage {
  /** Tokens read, cached ones included. */
  prompt_tokens: number;
  /** Tokens written, reasoning and rejected predictions included. */
  completion_tokens: number;
  /** Sum of the two above. */
  total_tokens: number;
  /** What the read tokens were. */
  prompt_tokens_details?: ChatPromptTokensDetails;
  /** What the written tokens were. */
  completion_tokens_details?: ChatCompletionTokensDetails;
}

/** Breakdown of `prompt_tokens`. Every count is in tokens and is part of that total. */
export interface ChatPromptTokensDetails {
  /** Read from the prompt cache, usually at a lower price. */
  cached_tokens?: number;
  /** Written to the prompt cache, before any price adjustment. */
  cache_write_tokens?: number;
  /** Of text. */
  text_tokens?: number;
  /** Of images. */
  image_tokens?: number;
  /** Of audio. */
  audio_tokens?: number;
}

/** Breakdown of `completion_tokens`. Every count is in tokens and is part of that total. */
export interface ChatCompletionTokensDetails {
  /** Spent on reasoning the client does not see. */
  reasoning_tokens?: number;
  /** Of text. */
  text_tokens?: number;
  /** Of audio. */
  audio_tokens?: number;
  /** Of the `prediction` that stand in the answer. */
  accepted_prediction_tokens?: number;
  /** Of the `prediction` that do not; billed all the same. */
  rejected_prediction_tokens?: number;
}

/**
 * Token counts of one embeddings request.
 * @see https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export interface EmbeddingsUsage {
  /** Tokens of all inputs together. */
  prompt_tokens: number;
  /** The same number: embeddings write no tokens. */
  total_tokens: number;
}

/** What a number of image tokens is made of. */
export interface ImagesTokensDetails {
  /** Tokens of images. */
  image_tokens: number;
  /** Tokens of text. */
  text_tokens: number;
}

/**
 * Token counts of one image in a stream. Models billed by the picture report none.
 * @see https://developers.openai.com/api/reference/resources/images/methods/generate
 */
export interface ImagesStreamUsage {
  /** Tokens of the prompt, text and images. */
  input_tokens: number;
  /** What the prompt's tokens were. */
  input_tokens_details: ImagesTokensDetails;
  /** Tokens generated. */
  output_tokens: number;
  /** Sum of input and output. */
  total_tokens: number;
}

/** Token counts of one images request answered as JSON. */
export interface ImagesUsage extends ImagesStreamUsage {
  /** What the generated tokens were. */
  output_tokens_details?: ImagesTokensDetails;
}

/** Token counts of the text model that wrote an SVG; not contained in {@link ImagesUsage}. */
export interface ImagesSvgUsage {
  /** The model that wrote the SVG. */
  model: string;
  /** Tokens read. */
  input_tokens: number;
  /** Tokens written, reasoning included. */
  output_tokens: number;
  /** Tokens spent on reasoning. */
  reasoning_tokens: number;
  /** Sum of input and output. */
  total_tokens: number;
}
