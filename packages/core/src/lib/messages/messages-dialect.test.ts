import { describe, expect, it } from 'vitest';
import { GatewayError, UpstreamError } from '../errors.ts';
import { messagesDialect, toMessagesError } from './messages-dialect.ts';

const upstream = (upstreamStatus: number, type?: string) =>
  new UpstreamError('No.', { provider: 'a', upstreamStatus, type });

describe('an error as the Messages API tells it', () => {
  it.each([
    [new GatewayError('invalid_value', 'No.'), 'invalid_request_error'],
    [new GatewayError('invalid_api_key', 'No.'), 'authentication_error'],
    [new GatewayError('permission_denied', 'No.'), 'permission_error'],
    [new GatewayError('model_not_found', 'No.'), 'not_found_error'],
    [new GatewayError('body_too_large', 'No.'), 'request_too_large'],
    [new GatewayError('rate_limit_exceeded', 'No.'), 'rate_limit_error'],
    [new GatewayError('upstream_timeout', 'No.'), 'timeout_error'],
    [new GatewayError('internal_error', 'No.'), 'api_error'],
    [upstream(401), 'api_error'],
    [upstream(529), 'overloaded_error'],
    [upstream(500, 'server_error'), 'api_error'],
    [upstream(200, 'overloaded_error'), 'overloaded_error'],
    [upstream(422, 'unprocessable_entity'), 'invalid_request_error'],
    [upstream(404, 'invalid_request_error'), 'not_found_error'],
  ])('has a type by its status, or its own: %#', (error, type) => {
    expect(toMessagesError(error).error.type).toBe(type);
  });

  it('has the code at which Anthropic’s client goes on without a thread', () => {
    const error = new GatewayError('unsupported_parameter', 'No.', { param: 'thread' });
    expect(toMessagesError(error).error).toEqual({
      type: 'invalid_request_error',
      message: 'thread: No.',
      details: { error_code: 'thread_unsupported_request' },
    });
  });

  it('names the field in its message, once, and the request beside it', () => {
    const error = new GatewayError('invalid_type', 'It must be a list.', { param: 'messages' });
    expect(messagesDialect.renderError(error, 'req-1')).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'messages: It must be a list.' },
      request_id: 'req-1',
    });
    const named = new GatewayError('invalid_type', '"messages" must be a list.', {
      param: 'messages',
    });
    expect(toMessagesError(named).error.message).toBe('"messages" must be a list.');
  });
});
