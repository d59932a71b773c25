import { describe, expect, test } from 'vitest';
import { completion, jsonReply } from '../__fixtures__/chat-wire.ts';
import { postChat } from '../__fixtures__/requests.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { apiKeys } from './api-keys.ts';
import { createGateway } from './gateway.ts';
import type { ModelSpec } from './model-table.ts';

function gatewayWith(models: Record<string, ModelSpec> = { m: 'a' }) {
  const provider = scriptedProvider('a', () => jsonReply(completion('hi')));
  const gateway = createGateway({
    providers: [provider],
    models,
    use: [apiKeys({ red: 'red', blue: 'blue', quoted: 'red","x', longer: 'redx' })],
  });
  const send = (key: string, members: object) =>
    gateway.fetch(postChat(members, { 'x-api-key': key }));
  return { provider, send, sent: () => provider.calls.map(({ body }) => body) };
}

describe('names of caches and callers', () => {
  test('go upstream as a hash of tenant and value, the same each time', async () => {
    const { send, sent } = gatewayWith();
    for (const key of ['red', 'red', 'blue'])
      await send(key, { prompt_cache_key: 'k', safety_identifier: 'k' });
    await send('red', { prompt_cache_key: 'other' });
    const keys = sent().map(({ prompt_cache_key }) => prompt_cache_key);
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[0]).toBe(keys[1]);
    expect(new Set(keys).size).toBe(3);
    expect(sent()[0]?.safety_identifier).toBe(keys[0]);
    expect(JSON.stringify(sent())).not.toContain('"k"');
  });

  test.each([
    ['longer', 'y', 'red', 'xy'],
    ['quoted', 'y', 'red', 'x","y'],
  ])(
    'do not meet where the tenant ends otherwise and the value begins so: %s %s',
    async (key, name, otherKey, other) => {
      const { send, sent } = gatewayWith();
      await send(key, { prompt_cache_key: name });
      await send(otherKey, { prompt_cache_key: other });
      expect(sent()[0]?.prompt_cache_key).not.toBe(sent()[1]?.prompt_cache_key);
    },
  );

  test('that are not there are not made up', async () => {
    const { send, sent } = gatewayWith();
    await send('red', { prompt_cache_key: null });
    expect(sent()[0]).toMatchObject({ prompt_cache_key: null });
    expect(sent()[0]).not.toHaveProperty('safety_identifier');
  });
});

describe('ids that the upstream would resolve', () => {
  const file = { type: 'file', file: { file_id: 'file-1' } };
  const text = { type: 'text', text: 'x' };
  const users = (...content: object[]) => [
    { role: 'system', content: 'x' },
    { role: 'user', content },
  ];

  test.each([
    [users(text, file), 'messages[1].content[1].file.file_id'],
    [[{ role: 'assistant', audio: { id: 'audio_1' } }], 'messages[0].audio.id'],
  ])('are refused by name: %j', async (messages, param) => {
    const { send, sent } = gatewayWith();
    const response = await send('red', { messages });
    expect(response.status).toBe(400);
    expect((await response.json()).error).toMatchObject({ param, code: 'unsupported_parameter' });
    expect(sent()).toEqual([]);
  });

  test.each([
    [
      [
        {
          role: 'user',
          content: [{ type: 'file', file: { file_data: 'data:...', filename: 'a.pdf' } }],
        },
      ],
    ],
    [[{ role: 'assistant', audio: null, content: 'x' }]],
    [[{ role: 'user', content: [null, 7, 'x', { file: null }] }]],
  ])('are not seen where there are none: %j', async (messages) => {
    const { send, sent } = gatewayWith();
    expect((await send('red', { messages })).status).toBe(200);
    expect(sent()[0]?.messages).toEqual(messages);
  });

  test('and names pass as they are to a target that is one tenant’s own', async () => {
    const { send, provider } = gatewayWith({
      m: { targets: [{ provider: 'a', upstreamState: 'forward' }], tenants: ['red'] },
    });
    const members = { messages: users(file), prompt_cache_key: 'k' };
    expect((await send('red', members)).status).toBe(200);
    expect(provider.calls[0]?.body).toMatchObject(members);
  });

  test('lead past a target that may not have them to one that may', async () => {
    const { send, sent } = gatewayWith({
      m: {
        targets: ['a/shared', { provider: 'a', model: 'own', upstreamState: 'forward' }],
        tenants: ['red'],
      },
    });
    expect((await send('red', { messages: users(file) })).status).toBe(200);
    expect(sent().map(({ model }) => model)).toEqual(['own']);
  });
});
