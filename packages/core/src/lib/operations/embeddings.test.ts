import { describe, expect, test } from 'vitest';
import { jsonReply } from '../../__fixtures__/chat-wire.ts';
import { recordEvents } from '../../__fixtures__/records.ts';
import { postJson } from '../../__fixtures__/requests.ts';
import { scriptedProvider } from '../../__fixtures__/scripted-provider.ts';
import { createGateway } from '../gateway.ts';

const vectors =
  '{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="}],"model":"up","usage":{"prompt_tokens":8,"total_tokens":8}}';

function gatewayWith(reply = vectors) {
  const provider = scriptedProvider('a', () => jsonReply(reply));
  const events = recordEvents({ collect: true });
  const gateway = createGateway({ providers: [provider], use: [events] });
  return {
    provider,
    events,
    post: (body: object) => gateway.fetch(postJson('/v1/embeddings', body)),
  };
}

describe('embeddings', () => {
  test.each([
    ['a text', 'hello'],
    ['texts', ['a', 'b']],
    ['tokens', [1, 2, 3]],
    ['lists of tokens', [[1], [2, 3]]],
  ])('of %s pass as they came, both ways', async (_, input) => {
    const { provider, post, events } = gatewayWith();
    const body = { model: 'm', input, encoding_format: 'base64', dimensions: 256, user: 'u' };
    const response = await post(body);
    expect([response.status, await response.text()]).toEqual([200, vectors]);
    expect(provider.calls).toMatchObject([
      { api: 'embeddings', model: 'm', stream: false, text: JSON.stringify(body) },
    ]);
    expect(events.settled).toMatchObject([
      {
        api: 'embeddings',
        usage: { inputTokens: 8, outputTokens: 0, totalTokens: 8, estimated: false },
        response: JSON.parse(vectors),
      },
    ]);
  });

  test('never stream, also where the client asks for it', async () => {
    const { post, events, provider } = gatewayWith();
    const response = await post({ model: 'm', input: 'x', stream: true });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(provider.calls[0]?.body).not.toHaveProperty('stream_options');
    expect(events.settled).toMatchObject([{ stream: false }]);
  });

  test('without a usage get an estimate of one', async () => {
    const { post, events } = gatewayWith('{"object":"list","data":[]}');
    await post({ model: 'm', input: 'x'.repeat(40) });
    expect(events.settled).toMatchObject([
      { usage: { inputTokens: 10, outputTokens: 0, estimated: true } },
    ]);
  });
});
