/**
 * Everything that can go wrong, in one table: code → HTTP status, wire `type`, and whether asking
 * again may help. The table is exhaustive: a code that is not here does not compile.
 * @see https://platform.openai.com/docs/guides/error-codes
 */
const rows = {
  invalid_json: { status: 400, type: 'invalid_request_error' },
  invalid_request: { status: 400, type: 'invalid_request_error' },
  invalid_type: { status: 400, type: 'invalid_request_error' },
  invalid_value: { status: 400, type: 'invalid_request_error' },
  missing_required_parameter: { status: 400, type: 'invalid_request_error' },
  ambiguous_parameter: { status: 400, type: 'invalid_request_error' },
  unsupported_parameter: { status: 400, type: 'invalid_request_error' },
  unsupported_api: { status: 400, type: 'invalid_request_error' },
  mutually_exclusive_parameters: { status: 400, type: 'invalid_request_error' },
  array_above_max_length: { status: 400, type: 'invalid_request_error' },
  object_above_max_properties: { status: 400, type: 'invalid_request_error' },
  property_name_above_max_length: { status: 400, type: 'invalid_request_error' },
  string_above_max_length: { status: 400, type: 'invalid_request_error' },
  previous_response_not_found: { status: 400, type: 'invalid_request_error' },
  stream_expired: { status: 400, type: 'invalid_request_error' },
  // Opaque content that was changed, or that another tenant was given: both look the same.
  invalid_encrypted_content: { status: 400, type: 'invalid_request_error' },
  invalid_api_key: { status: 401, type: 'invalid_request_error' },
  permission_denied: { status: 403, type: 'invalid_request_error' },
  origin_not_allowed: { status: 403, type: 'invalid_request_error' },
  not_found: { status: 404, type: 'invalid_request_error' },
  model_not_found: { status: 404, type: 'invalid_request_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  // Another turn is running; asking again in a moment may help.
  conversation_locked: { status: 409, type: 'invalid_request_error' },
  version_conflict: { status: 409, type: 'invalid_request_error' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  body_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media_type: { status: 415, type: 'invalid_request_error' },
  misdirected_request: { status: 421, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  // A WebSocket lives for an hour at most, and takes so many requests ahead.
  websocket_connection_limit_reached: { status: 400, type: 'invalid_request_error' },
  websocket_queue_full: { status: 429, type: 'rate_limit_error' },
  // Never seen by the client it names (that one is gone); it shows in events and logs.
  client_closed_request: { status: 499, type: 'invalid_request_error' },
  internal_error: { status: 500, type: 'server_error' },
  // The model answered with nothing but what the request forbids.
  model_error: { status: 500, type: 'model_error' },
  upstream_error: { status: 502, type: 'upstream_error', retryable: true },
  upstream_authentication_error: { status: 502, type: 'upstream_authentication_error' },
  upstream_unreachable: { status: 502, type: 'upstream_error', retryable: true },
  upstream_incomplete: { status: 502, type: 'upstream_error', retryable: true },
  upstream_invalid_response: { status: 502, type: 'upstream_error', retryable: true },
  unavailable: { status: 503, type: 'server_error' },
  upstream_timeout: { status: 504, type: 'upstream_error', retryable: true },
} as const satisfies Record<string, { status: number; type: string; retryable?: boolean }>;

/** What went wrong, as the gateway names it; also the `code` of the wire error. */
export type GatewayErrorCode = keyof typeof rows;

/** What a {@link GatewayError} may carry beyond its code and message. */
export interface GatewayErrorOptions {
  /** The offending field, in OpenAI's spelling: `messages[0].role`. Default: none. */
  readonly param?: string | null | undefined;
  /** What led to it. Logged, never shown to a client. */
  readonly cause?: unknown;
  /** Reply headers that belong to this error, such as `allow`. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error with a place in the table. Hooks and providers throw it to choose what the client sees. */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly code: GatewayErrorCode;
  readonly param: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: GatewayErrorCode, message: string, options: GatewayErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.param = options.param ?? null;
    this.headers = options.headers ?? {};
  }

  /** HTTP status of the reply. */
  get status(): number {
    return rows[this.code].status;
  }

  /** Wire `type`. */
  get type(): string {
    return rows[this.code].type;
  }

  /** Wire `code`: for our own errors the same word. */
  get wireCode(): string | null {
    return this.code;
  }

  /** Whether the same call may succeed if it is made again, here or at another target. */
  get retryable(): boolean {
    return 'retryable' in rows[this.code];
  }
}

/** What an upstream said when it refused. */
export interface UpstreamErrorOptions extends GatewayErrorOptions {
  /** Id of the provider that was asked. */
  readonly provider: string;
  /** The upstream's HTTP status; 200 for an error event inside a stream. */
  readonly upstreamStatus: number;
  /** The upstream's own `type`. Default: by status. */
  readonly type?: string | null | undefined;
  /** The upstream's own `code`. Default: null. */
  readonly upstreamCode?: string | null | undefined;
  /** When the upstream wants to be asked again, in ms from now. Default: it did not say. */
  readonly retryAfterMs?: number | undefined;
  /** The upstream's `x-should-retry`. Default: decided by status. */
  readonly shouldRetry?: boolean | undefined;
}

const retryableStatuses = new Set([408, 409, 425, 429]);

/**
 * An upstream's refusal. Status, type, param, code and message reach the client as the upstream
 * gave them, except 401 and 403: those are about *our* credential, often quote it, and are none of
 * the client's business, so they become a 502 with our own words.
 */
export class UpstreamError extends GatewayError {
  override readonly name = 'UpstreamError';
  readonly provider: string;
  readonly upstreamStatus: number;
  readonly retryAfterMs: number | undefined;
  readonly #shouldRetry: boolean | undefined;
  readonly #type: string;
  readonly #wireCode: string | null;

  constructor(message: string, options: UpstreamErrorOptions) {
    const refusedUs = options.upstreamStatus === 401 || options.upstreamStatus === 403;
    const { param, cause, headers } = options;
    if (refusedUs) {
      const text = `The upstream "${options.provider}" refused the gateway's credentials (HTTP ${options.upstreamStatus}).`;
      super('upstream_authentication_error', text, { headers: headers ?? {} });
    } else {
      super('upstream_error', message, { param, cause, headers: headers ?? {} });
    }
    this.provider = options.provider;
    this.upstreamStatus = options.upstreamStatus;
    this.retryAfterMs = options.retryAfterMs;
    this.#shouldRetry = options.shouldRetry;
    this.#type = refusedUs ? super.type : (options.type ?? typeOfStatus(options.upstreamStatus));
    this.#wireCode = refusedUs ? this.code : (options.upstreamCode ?? null);
  }

  override get status(): number {
    const isError = this.upstreamStatus >= 400 && this.upstreamStatus <= 599;
    return this.code === 'upstream_error' && isError ? this.upstreamStatus : super.status;
  }

  override get type(): string {
    return this.#type;
  }

  override get wireCode(): string | null {
    return this.#wireCode;
  }

  /** 4xx are final, except those about timing; an upstream's `x-should-retry` decides over the status. */
  override get retryable(): boolean {
    if (this.code !== 'upstream_error') return false;
    if (this.#shouldRetry !== undefined) return this.#shouldRetry;
    const { upstreamStatus: status } = this;
    return status < 400 || status >= 500 || retryableStatuses.has(status);
  }
}

function typeOfStatus(status: number): string {
  if (status === 429) return 'rate_limit_error';
  return status >= 400 && status < 500 ? 'invalid_request_error' : 'upstream_error';
}

/** Brings whatever was thrown into the table. What we did not expect becomes a plain `internal_error`. */
export function toGatewayError(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  return new GatewayError('internal_error', 'The gateway had an internal error.', {
    cause: thrown,
  });
}
