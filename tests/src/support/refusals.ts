import type { ApiName } from '@gw/core';
import { expect } from 'vitest';
import type { Endpoint } from './endpoints.ts';

/** An error by its members on OpenAI's wire, as far as a test names them. */
export interface ToldError {
  readonly message?: unknown;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

type Told = Pick<Endpoint, 'api'>;

/**
 * The same as an endpoint tells it. Anthropic's api has neither `param` nor `code`: its type follows
 * from the status, and its message names the field.
 */
export function errorFor({ api }: Told, status: number, error: ToldError): object {
  if (!isAnthropic(api)) return error;
  return { type: typeOf(status), message: messageOf(error) };
}

/** The body of a refusal with it. */
export function refusalFor(endpoint: Told, status: number, error: ToldError): object {
  const told = errorFor(endpoint, status, error);
  if (!isAnthropic(endpoint.api)) return { error: told };
  return { type: 'error', error: told, request_id: expect.stringMatching(/^req_/) };
}

function isAnthropic(api: ApiName): boolean {
  return api === 'messages' || api === 'count_tokens';
}

/** @see https://platform.claude.com/docs/en/api/errors#http-errors */
const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

function typeOf(status: number): string {
  return types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
}

function messageOf({ message, param }: ToldError): unknown {
  if (typeof message !== 'string') {
    return message ?? (param ? expect.stringContaining(param) : expect.any(String));
  }
  return param && !message.includes(param) ? `${param}: ${message}` : message;
}
