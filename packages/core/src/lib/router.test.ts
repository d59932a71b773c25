import { describe, expect, test } from 'vitest';
import type { Route } from './context.ts';
import { operations } from './operations/index.ts';
import { createRouter, type Destination } from './router.ts';

const route = (method: Route['method'], path: string): Route => ({
  method,
  path,
  handle: () => ({ json: { method, path } }),
});

const router = createRouter(operations, [
  route('GET', '/health'),
  route('GET', '/v1/models'),
  route('GET', '/v1/models/*'),
  route('GET', '/v1/models/special/*'),
  route('GET', '/v1/models/fixed'),
  route('POST', '/v1/files'),
  route('GET', '/v1/files'),
  route('DELETE', '/v1/files'),
]);

/** Where a request goes: an api's name, or a route's path and what its `*` matched. */
function nameOf(destination: Destination): string {
  if (destination.kind === 'operation') return destination.operation.api;
  return `${destination.route.path} [${destination.rest}]`;
}

describe('a path leads to', () => {
  test.each([
    ['POST', '/v1/chat/completions', 'chat'],
    ['POST', '/v1/embeddings', 'embeddings'],
    ['POST', '/v1/images/generations', 'images'],
    ['POST', '/v1/responses', 'responses'],
    ['POST', '/v1/responses/compact', 'compact'],
    ['POST', '/v1/responses/input_tokens', 'input_tokens'],
    ['GET', '/health', '/health []'],
    ['HEAD', '/health', '/health []'],
    ['GET', '/v1/models', '/v1/models []'],
    ['GET', '/v1/models/gpt', '/v1/models/* [gpt]'],
    ['GET', '/v1/models/meta/llama/3', '/v1/models/* [meta/llama/3]'],
    ['GET', '/v1/models/meta%2Fllama%203', '/v1/models/* [meta/llama 3]'],
    ['GET', '/v1/models/100%25', '/v1/models/* [100%]'],
    ['GET', '/v1/models/fixed', '/v1/models/fixed []'],
    ['GET', '/v1/models/fixed/not', '/v1/models/* [fixed/not]'],
    ['GET', '/v1/models/special/x', '/v1/models/special/* [x]'],
    ['GET', '/v1/models/..', '/v1/models/* [..]'],
    ['DELETE', '/v1/files', '/v1/files []'],
  ])('%s %s: %s', (method, path, name) => {
    expect(nameOf(router.find(method, path))).toBe(name);
    expect(router.knows(path)).toBe(true);
  });

  test.each([
    '/',
    '',
    '/v1',
    '/v1/models/',
    '/v1/chat',
    '/v1/chat/completions/',
    '/V1/models',
    '//v1/models',
    '/v1//models',
    '/v1/chat%2Fcompletions',
    '/v1/responses/',
    '/v1/responses/resp_1',
    '/v1/responses/compact/x',
    '/responses',
    '/health/x',
    '/__proto__',
    '/constructor',
  ])('nothing: %j', (path) => {
    expect(() => router.find('POST', path)).toThrow(
      expect.objectContaining({ code: 'not_found', status: 404 }),
    );
    expect(router.knows(path)).toBe(false);
  });
});

describe('a method that a path does not take', () => {
  test.each([
    ['GET', '/v1/chat/completions', 'POST'],
    ['HEAD', '/v1/chat/completions', 'POST'],
    ['PUT', '/v1/embeddings', 'POST'],
    ['OPTIONS', '/v1/chat/completions', 'POST'],
    ['GET', '/v1/responses', 'POST'],
    ['DELETE', '/v1/responses/compact', 'POST'],
    ['GET', '/v1/responses/input_tokens', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['OPTIONS', '/v1/models', 'GET, HEAD'],
    ['PATCH', '/v1/files', 'POST, GET, HEAD, DELETE'],
    ['post', '/v1/chat/completions', 'POST'],
  ])('%s %s is told what it takes: %s', (method, path, allow) => {
    expect(() => router.find(method, path)).toThrow(
      expect.objectContaining({ code: 'method_not_allowed', headers: { allow } }),
    );
    expect(router.knows(path)).toBe(true);
  });
});

test.each(['/v1/models/%', '/v1/models/%zz', '/v1/models/%c3%28'])(
  'a rest that is not percent-encoding is refused: %s',
  (path) => {
    expect(() => router.find('GET', path)).toThrow(
      expect.objectContaining({ code: 'invalid_request', status: 400 }),
    );
  },
);

test.each([
  ['two routes', [route('GET', '/x'), route('GET', '/x')]],
  ['two prefixes', [route('GET', '/x/*'), route('GET', '/x/*')]],
  ['a route and an endpoint', [route('POST', '/v1/embeddings')]],
])('two owners of one place are a mistake in the configuration: %s', (_, routes) => {
  expect(() => createRouter(operations, routes)).toThrow(/two routes for/);
});
