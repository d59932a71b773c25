import { expect, it } from 'vitest';
import { createHttpProvider } from './create-http-provider.ts';

// What TypeScript would refuse comes from files and the environment.
it.each<[unknown, string]>([
  [{ baseURL: 'http://127.0.0.1' }, 'there is no setting "baseURL"'],
  [{ id: '' }, '"id" must be'],
  [{ id: 'a/b' }, '"id" must be'],
  [{ baseUrl: 'localhost:8000/v1' }, '"baseUrl" must be a URL'],
  [{ baseUrl: 'https://sk-secret@host/v1' }, '"baseUrl" must hold no user or password'],
  [{ baseUrl: 'https://host/v1?key=sk-secret' }, '"baseUrl" must hold no credential'],
  [{ apiKey: '' }, '"apiKey" must be'],
  [{ apiKey: 'sk-secret\n' }, '"apiKey" must be'],
  [{ apiKey: 7 }, '"apiKey" must be'],
  [{ auth: { header: 'a b' } }, '"auth.header" must be'],
  [{ auth: { scheme: 'a b' } }, '"auth.scheme" must be'],
  [{ headers: { 'a b': 'c' } }, '"headers" must not set "a b"'],
  [{ headers: { 'Content-Length': '1' } }, '"headers" must not set "Content-Length"'],
  [{ headers: { a: 'sk-secret\r\nb: c' } }, '"headers" must give "a" a text'],
  [{ forwardHeaders: 'x-a' }, '"forwardHeaders" must be a list'],
  [{ forwardHeaders: ['*'] }, '"forwardHeaders" must hold header names'],
  [{ forwardHeaders: ['Authorization'] }, '"forwardHeaders" must not name "authorization"'],
  [{ forwardHeaders: ['x-api-key'] }, '"forwardHeaders" must not name "x-api-key"'],
  [{ forwardHeaders: ['X-K'], auth: { header: 'x-k' } }, '"forwardHeaders" must not name "x-k"'],
  [{ apis: ['chat', 'chats'] }, '"apis" must be a list of chat, responses,'],
  [{ quirks: 'lifecycle' }, '"quirks" must be a list of max_tokens,'],
  [{ quirks: ['lifecycles'] }, '"quirks" must be a list of max_tokens,'],
  [{ paths: { chats: 'x' } }, '"paths" must not name "chats"'],
  [{ paths: { chat: 'x?key=1' } }, '"paths" must give "chat" a path'],
  [{ query: { api_key: 'sk-secret' } }, '"query" must hold no credential'],
  [{ query: { a: 1 } }, '"query" must give "a" a text'],
  [{ timeouts: { idleMs: -1 } }, '"timeouts.idleMs" must be'],
  [{ timeouts: { connectMs: '10s' } }, '"timeouts.connectMs" must be'],
  [{ proxy: 'sk-secret' }, '"proxy" must be a URL'],
])('refuses %j by the name of the setting', (settings, message) => {
  const create = () => createHttpProvider(settings as Parameters<typeof createHttpProvider>[0]);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(`createHttpProvider: ${message}`);
  expect(create).not.toThrow('sk-secret');
});
