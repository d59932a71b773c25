import type { MessagesError } from '@gw/schema';
import type { Dialect } from '../dialect.ts';
import { type GatewayError, UpstreamError } from '../errors.ts';
import { lookUpTable } from '../responses/members.ts';

/**
 * What Anthropic's clients expect around a call.
 * @see https://platform.claude.com/docs/en/api/errors
 */
export const messagesDialect: Dialect = {
  requestIdHeaders: ['x-request-id', 'request-id'],
  renderError: (error, requestId) => ({ ...toMessagesError(error), request_id: requestId }),
};

/** `param` has no member of its own in this api, so the message names the field. */
export function toMessagesError(error: GatewayError): MessagesError {
  const told = { type: typeOf(error), message: messageOf(error), ...detailsOf(error) };
  return { type: 'error', error: told };
}

/** Clients look at the type; an upstream that speaks this api itself knows it best. */
function typeOf(error: GatewayError): string {
  if (error instanceof UpstreamError && knownTypes.has(error.type)) return error.type;
  return typeOfStatus[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error');
}

const typeOfStatus = lookUpTable<string>({
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  409: 'conflict_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
});

/** The general ones say no more than the status does, and OpenAI has one of them for nearly everything. */
const knownTypes = new Set(Object.values(typeOfStatus));

/**
 * Anthropic's own client has its tools run in a thread, which upstream would belong to all tenants.
 * Told so by this code it sends whole conversations instead.
 * @see https://platform.claude.com/docs/en/api/errors
 */
function detailsOf({ param }: GatewayError): { details?: { error_code: string } } {
  return param === 'thread' ? { details: { error_code: 'thread_unsupported_request' } } : {};
}

function messageOf({ message, param }: GatewayError): string {
  return param && !message.includes(param) ? `${param}: ${message}` : message;
}
