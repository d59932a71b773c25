/**
 * The `type` of an error. Those OpenAI is known to send are listed for completion in an editor;
 * compatible upstreams have their own, so any other string is one too.
 */
export type WireErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'permission_error'
  | 'not_found_error'
  | 'rate_limit_error'
  | 'requests'
  | 'tokens'
  | 'insufficient_quota'
  | 'image_generation_user_error'
  | 'server_error'
  | (string & {});

/**
 * The `code` of an error, where it has one: the most telling of the known ones are listed, any
 * other string is one too.
 */
export type WireErrorCode =
  | 'invalid_api_key'
  | 'model_not_found'
  | 'missing_required_parameter'
  | 'invalid_type'
  | 'invalid_value'
  | 'unsupported_parameter'
  | 'unsupported_value'
  | 'context_length_exceeded'
  | 'rate_limit_exceeded'
  | 'insufficient_quota'
  | 'content_policy_violation'
  | (string & {});

/** What went wrong. The gateway always sends all four members; an upstream may send fewer. */
export interface WireErrorObject {
  /** For a human. Never parse it. */
  message: string;
  /** The class of the error; clients pick theirs from the HTTP status rather than from here. */
  type: WireErrorType;
  /** The request member to blame, as a path: `messages[0].content[1].image_url`. */
  param: string | null;
  /** The exact error, for programs. */
  code: WireErrorCode | null;
}

/**
 * The body of every reply with an error status, and the data of an error event in a stream.
 * @see https://developers.openai.com/api/docs/guides/error-codes
 */
export interface WireError {
  /** What went wrong. */
  error: WireErrorObject;
}
