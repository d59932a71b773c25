import type { MessagesPrompt } from './messages-request.ts';

/**
 * The body of `POST /v1/messages/count_tokens`: a request that is counted, not answered.
 * @see https://platform.claude.com/docs/en/api/messages/count_tokens
 */
export interface CountTokensRequest extends MessagesPrompt {}

/** The answer to it. */
export interface CountTokensResponse {
  /** Tokens that the request would read. */
  input_tokens: number;
}
