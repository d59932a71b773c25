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
  route('GET', '/v1/files/:id'),
  route('DELETE', '/v1/files/:file_id'),
  route('GET', '/v1/files/latest'),
  route('GET', '/v1/files/:id/content'),
  route('GET', '/v1/files/latest/:part'),
  route('GET', '/v1/files/:id/versions/:version'),
  route('GET', '/v1/files/:id/raw/*'),
]);

/** Where a request goes: an api's name, or a route's path and what its `*` matched. */
function nameOf(destination: Destination): string {
  if (destination.kind === 'operation') return destination.operation.api;
  return `${destination.route.path} [${Object.values(destination.params)}]`;
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
    ['GET', '/v1/files/a', '/v1/files/:id [a]'],
    ['HEAD', '/v1/files/a', '/v1/files/:id [a]'],
    ['DELETE', '/v1/files/a', '/v1/files/:file_id [a]'],
    ['GET', '/v1/files/a%2Fcontent', '/v1/files/:id [a/content]'],
    ['GET', '/v1/files/..', '/v1/files/:id [..]'],
    ['GET', '/v1/files/latest', '/v1/files/latest []'],
    ['GET', '/v1/files/a/content', '/v1/files/:id/content [a]'],
    ['GET', '/v1/files/latest/content', '/v1/files/latest/:part [content]'],
    ['GET', '/v1/files/a.b/versions/2%20', '/v1/files/:id/versions/:version [a.b,2 ]'],
    ['GET', '/v1/files/a/raw/b/c%2Fd', '/v1/files/:id/raw/* [a,b/c/d]'],
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
    '/v1/files/',
    '/v1/files//content',
    '/v1/files/a/content/',
    '/v1/files/a/versions',
    '/v1/files/a/raw/',
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

test.each([
  '/v1/files/%',
  '/v1/files/%zz/content',
  '/v1/models/%',
  '/v1/models/%zz',
  '/v1/models/%c3%28',
])('a rest that is not percent-encoding is refused: %s', (path) => {
  expect(() => router.find('GET', path)).toThrow(
    expect.objectContaining({ code: 'invalid_request', status: 400 }),
  );
});

test.each([
  ['two routes', [route('GET', '/x'), route('GET', '/x')]],
  ['two prefixes', [route('GET', '/x/*'), route('GET', '/x/*')]],
  ['two names of one place', [route('GET', '/x/:a'), route('GET', '/x/:b')]],
  ['a route and an endpoint', [route('POST', '/v1/embeddings')]],
])('two owners of one place are a mistake in the configuration: %s', (_, routes) => {
  expect(() => createRouter(operations, routes)).toThrow(/two routes for/);
});

test.each(['/x/:', '/x/:1', '/x/:a-b'])('a place needs a name: %s', (path) => {
  expect(() => createRouter([], [route('GET', path)])).toThrow(/is no name/);
});
