/** Token counts of one answer. */
export interface MessagesUsage {
  /** Tokens read, without those that the prompt cache has counted. */
  input_tokens: number;
  /** Tokens written, thinking included. */
  output_tokens: number;
  /** Written to the prompt cache. */
  cache_creation_input_tokens: number | null;
  /** Read from it. */
  cache_read_input_tokens: number | null;
  /** The same as `cache_creation_input_tokens`, by how long they stay. */
  cache_creation: {
    ephemeral_5m_input_tokens: number;
    ephemeral_1h_input_tokens: number;
  } | null;
  output_tokens_details: {
    /** Spent on thinking. */
    thinking_tokens: number;
  } | null;
  /** Calls of Anthropic's own tools. */
  server_tool_use: {
    web_search_requests: number;
    web_fetch_requests: number;
  } | null;
  /** The queue that really served it. */
  service_tier: 'standard' | 'priority' | 'batch' | null;
  /** Where the model ran. */
  inference_geo: string | null;
  speed: 'standard' | 'fast' | null;
}

/** What of it the end of a stream tells, counted from its beginning. `null`: nothing new. */
export type MessagesDeltaUsage = Pick<
  MessagesUsage,
  | 'output_tokens'
  | 'cache_creation_input_tokens'
  | 'cache_read_input_tokens'
  | 'output_tokens_details'
  | 'server_tool_use'
> & { input_tokens: number | null };
