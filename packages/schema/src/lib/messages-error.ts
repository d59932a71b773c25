/** The class of an error; each belongs to an HTTP status, and there may be others. */
export type MessagesErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'timeout_error'
  | 'api_error'
  | 'overloaded_error'
  | (string & {});

/**
 * The body of every reply of Anthropic's with an error status, and the error event of a stream.
 * @see https://platform.claude.com/docs/en/api/errors
 */
export interface MessagesError {
  type: 'error';
  error: {
    type: MessagesErrorType;
    /** For a human. */
    message: string;
  };
  /** For Anthropic's support; in a stream it may be missing. */
  request_id?: string | null;
}
