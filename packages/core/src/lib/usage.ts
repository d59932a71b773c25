/** What a call consumed, in one shape for every api. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly totalTokens: number;
  /** Input tokens read from the upstream's prompt cache. Default: it did not tell. */
  readonly cachedInputTokens?: number | undefined;
  /** Output tokens spent on reasoning. Default: it did not tell. */
  readonly reasoningTokens?: number | undefined;
  /** Counted by us (characters / 4) because no upstream told. */
  readonly estimated: boolean;
}
