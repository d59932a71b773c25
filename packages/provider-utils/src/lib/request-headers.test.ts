import { expect, it } from 'vitest';
import { createHeaderMaker, type HeaderRules, type HeaderSettings } from './request-headers.ts';

const { signal } = new AbortController();
const plain: HeaderRules = {
  provider: 'acme',
  credential: { name: 'x-acme' },
  defaults: { 'user-agent': 'gw', 'x-version': '1' },
};

async function make(settings: HeaderSettings, client = {}, rules: Partial<HeaderRules> = {}) {
  const makeHeaders = createHeaderMaker({ ...plain, ...rules }, settings);
  return makeHeaders({ client, own: { accept: 'text/event-stream' }, signal });
}

it('sends the defaults and what the request needs when nothing is set', async () => {
  expect(await make({}, { 'x-trace-id': '1' })).toEqual({
    headers: { 'user-agent': 'gw', 'x-version': '1', accept: 'text/event-stream' },
    secrets: [],
  });
});

it('puts settings over what is forwarded, and the credential over both', async () => {
  const settings = {
    apiKey: 'sk-1',
    headers: { 'X-Acme': 'old', 'X-Version': '3' },
    forwardHeaders: ['X-*', 'user-agent'],
  };
  const client = { 'user-agent': 'client', 'x-version': '2', 'x-trace': '4', 'x-acme': 'client' };
  expect(await make(settings, client)).toEqual({
    headers: {
      'user-agent': 'client',
      'x-version': '3',
      'x-trace': '4',
      'x-acme': 'sk-1',
      accept: 'text/event-stream',
    },
    secrets: ['sk-1'],
  });
});

it('writes the scheme in front of the key, which alone is the secret', async () => {
  const credential = { name: 'authorization', scheme: 'Bearer' };
  const { headers, secrets } = await make({ apiKey: async () => 'sk-1' }, {}, { credential });
  expect([headers.authorization, secrets]).toEqual(['Bearer sk-1', ['sk-1']]);
});

it('counts the credentials in headers of the settings among the secrets', async () => {
  const headers = { Authorization: 'Basic dTpw', 'x-api-key': 'sk-2', 'x-a': 'b' };
  expect((await make({ apiKey: 'sk-1', headers })).secrets).toEqual(['sk-1', 'dTpw', 'sk-2']);
});

it('lets a provider join what both sides say', async () => {
  const join: HeaderRules['join'] = (forwarded, fixed) => ({
    'x-beta': `${forwarded['x-beta']},${fixed['x-beta']}`,
  });
  const settings = { headers: { 'X-Beta': 'b' }, forwardHeaders: ['x-beta'] };
  const { headers } = await make(settings, { 'x-beta': 'a' }, { join });
  expect(headers['x-beta']).toBe('a,b');
});

it('asks for the key at every call', async () => {
  let calls = 0;
  const makeHeaders = createHeaderMaker(plain, { apiKey: () => `sk-${++calls}` });
  const sources = { client: {}, own: {}, signal };
  const made = [await makeHeaders(sources), await makeHeaders(sources)];
  expect(made.map(({ secrets }) => secrets)).toEqual([['sk-1'], ['sk-2']]);
});
