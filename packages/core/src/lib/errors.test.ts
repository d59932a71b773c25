import { describe, expect, test } from 'vitest';
import { GatewayError, type GatewayErrorCode, toGatewayError, UpstreamError } from './errors.ts';
import { errorReply, renderError } from './render-error.ts';

type Row = readonly [status: number, type: string, retryable: boolean];

/** The whole table once more, by hand: a change to it is a change of the wire. */
const table: Record<GatewayErrorCode, Row> = {
  invalid_json: [400, 'invalid_request_error', false],
  invalid_request: [400, 'invalid_request_error', false],
  invalid_type: [400, 'invalid_request_error', false],
  invalid_value: [400, 'invalid_request_error', false],
  missing_required_parameter: [400, 'invalid_request_error', false],
  ambiguous_parameter: [400, 'invalid_request_error', false],
  unsupported_parameter: [400, 'invalid_request_error', false],
  unsupported_api: [400, 'invalid_request_error', false],
  mutually_exclusive_parameters: [400, 'invalid_request_error', false],
  array_above_max_length: [400, 'invalid_request_error', false],
  object_above_max_properties: [400, 'invalid_request_error', false],
  property_name_above_max_length: [400, 'invalid_request_error', false],
  string_above_max_length: [400, 'invalid_request_error', false],
  stream_expired: [400, 'invalid_request_error', false],
  previous_response_not_found: [400, 'invalid_request_error', false],
  invalid_encrypted_content: [400, 'invalid_request_error', false],
  invalid_api_key: [401, 'invalid_request_error', false],
  permission_denied: [403, 'invalid_request_error', false],
  origin_not_allowed: [403, 'invalid_request_error', false],
  not_found: [404, 'invalid_request_error', false],
  model_not_found: [404, 'invalid_request_error', false],
  method_not_allowed: [405, 'invalid_request_error', false],
  conversation_locked: [409, 'invalid_request_error', false],
  version_conflict: [409, 'invalid_request_error', false],
  request_timeout: [408, 'invalid_request_error', false],
  body_too_large: [413, 'invalid_request_error', false],
  unsupported_media_type: [415, 'invalid_request_error', false],
  misdirected_request: [421, 'invalid_request_error', false],
  rate_limit_exceeded: [429, 'rate_limit_error', false],
  websocket_connection_limit_reached: [400, 'invalid_request_error', false],
  websocket_queue_full: [429, 'rate_limit_error', false],
  client_closed_request: [499, 'invalid_request_error', false],
  internal_error: [500, 'server_error', false],
  model_error: [500, 'model_error', false],
  upstream_error: [502, 'upstream_error', true],
  upstream_authentication_error: [502, 'upstream_authentication_error', false],
  upstream_unreachable: [502, 'upstream_error', true],
  upstream_incomplete: [502, 'upstream_error', true],
  upstream_invalid_response: [502, 'upstream_error', true],
  unavailable: [503, 'server_error', false],
  upstream_timeout: [504, 'upstream_error', true],
};

describe('an error of our own', () => {
  test.each(Object.entries(table))('%s has its row', (code, [status, type, retryable]) => {
    const error = new GatewayError(code as GatewayErrorCode, 'What happened.');
    expect([error.status, error.type, error.retryable]).toEqual([status, type, retryable]);
    expect(renderError(error)).toStrictEqual({
      error: { message: 'What happened.', type, param: null, code },
    });
  });

  test('names the parameter at fault and keeps its cause for the log alone', () => {
    const cause = new Error('secret');
    const error = new GatewayError('invalid_value', 'No.', { param: 'n', cause });
    expect(error.cause).toBe(cause);
    expect(JSON.stringify(renderError(error))).toBe(
      '{"error":{"message":"No.","type":"invalid_request_error","param":"n","code":"invalid_value"}}',
    );
  });
});

const refusal = (
  upstreamStatus: number,
  options: Partial<ConstructorParameters<typeof UpstreamError>[1]> = {},
) => new UpstreamError('Their words.', { provider: 'acme', upstreamStatus, ...options });

describe('an upstream’s refusal', () => {
  test.each([400, 402, 404, 405, 409, 413, 422, 429, 451, 500, 502, 503, 529])(
    'of status %i reaches the client with its status, type, param, code and message',
    (status) => {
      const error = refusal(status, { type: 'their_type', upstreamCode: 'their_code', param: 'n' });
      expect(error.status).toBe(status);
      expect(renderError(error)).toStrictEqual({
        error: { message: 'Their words.', type: 'their_type', param: 'n', code: 'their_code' },
      });
    },
  );

  test.each([
    [400, 'invalid_request_error'],
    [404, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'upstream_error'],
    [503, 'upstream_error'],
  ])(
    'of status %i without a type of its own gets %s, and null for what it did not say',
    (status, type) => {
      expect(renderError(refusal(status))).toStrictEqual({
        error: { message: 'Their words.', type, param: null, code: null },
      });
    },
  );

  test.each([401, 403])(
    'of our credentials (%i) tells the client nothing of the upstream’s text',
    (status) => {
      const error = refusal(status, {
        type: 'auth_type',
        upstreamCode: 'invalid_api_key',
        param: 'key sk-secret',
        cause: new Error('sk-secret'),
      });
      const words = JSON.stringify(renderError(error)) + error.message + error.stack;
      expect(words).not.toMatch(/Their words|auth_type|sk-secret|invalid_api_key/);
      expect(renderError(error)).toStrictEqual({
        error: {
          message: `The upstream "acme" refused the gateway's credentials (HTTP ${status}).`,
          type: 'upstream_authentication_error',
          param: null,
          code: 'upstream_authentication_error',
        },
      });
      expect([error.status, error.upstreamStatus, error.retryable]).toEqual([502, status, false]);
      expect(error.cause).toBeUndefined();
    },
  );

  test.each([200, 204, 302, 0])('inside a reply of status %i is a 502', (status) => {
    expect(refusal(status).status).toBe(502);
  });

  test.each([
    [400, false],
    [402, false],
    [404, false],
    [413, false],
    [422, false],
    [408, true],
    [409, true],
    [425, true],
    [429, true],
    [500, true],
    [503, true],
    [529, true],
    // An error inside a stream whose status was 200.
    [200, true],
  ])('of status %i is worth another try: %s', (status, retryable) => {
    expect(refusal(status).retryable).toBe(retryable);
  });

  test.each([
    [503, false],
    [429, false],
    [400, true],
  ])(
    'of status %i is judged by x-should-retry %s where the upstream sends it',
    (status, shouldRetry) => {
      expect(refusal(status, { shouldRetry }).retryable).toBe(shouldRetry);
    },
  );

  test.each([401, 403])(
    'of our credentials (%i) is never asked again, whatever the upstream says',
    (status) => {
      expect(refusal(status, { shouldRetry: true }).retryable).toBe(false);
    },
  );
});

describe('whatever was thrown', () => {
  test('an error of ours is taken as it is', () => {
    for (const error of [new GatewayError('not_found', 'x'), refusal(429)]) {
      expect(toGatewayError(error)).toBe(error);
    }
  });

  test.each([
    [new TypeError('x of undefined')],
    ['a text'],
    [undefined],
    [null],
    [{ message: 'sk-1' }],
  ])('everything else is a plain 500 that shows nothing of it: %o', (thrown) => {
    const error = toGatewayError(thrown);
    expect(renderError(error)).toStrictEqual({
      error: {
        message: 'The gateway had an internal error.',
        type: 'server_error',
        param: null,
        code: 'internal_error',
      },
    });
    expect(error.cause).toBe(thrown);
  });
});

describe('an error as a reply', () => {
  test('is JSON with the call’s headers and its own', () => {
    const error = new GatewayError('method_not_allowed', 'No.', { headers: { allow: 'GET' } });
    expect(errorReply(error, [['x-request-id', 'req_1']])).toEqual({
      status: 405,
      headers: [
        ['x-request-id', 'req_1'],
        ['content-type', 'application/json'],
        ['allow', 'GET'],
      ],
      body: JSON.stringify(renderError(error)),
    });
  });

  test.each([
    [1000, '1'],
    [1001, '2'],
    [1, '1'],
    [0, '0'],
    [90_000, '90'],
  ])('tells the time to wait in whole seconds, never too early: %i ms', (retryAfterMs, seconds) => {
    const { headers } = errorReply(refusal(429, { retryAfterMs }), []);
    expect(headers).toContainEqual(['retry-after', seconds]);
  });

  test('tells the upstream’s own retry-after where it has one, once', () => {
    const error = refusal(429, {
      retryAfterMs: 1500,
      headers: { 'retry-after': 'Fri, 01 Jan 2027' },
    });
    const lines = errorReply(error, []).headers.filter(([name]) => name === 'retry-after');
    expect(lines).toEqual([['retry-after', 'Fri, 01 Jan 2027']]);
  });

  test('says nothing of waiting where nobody said anything', () => {
    expect(errorReply(refusal(429), []).headers.map(([name]) => name)).toEqual(['content-type']);
  });
});
