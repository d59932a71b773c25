import { neverAnswers, startUpstream, type Upstream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../packaging/start-program.ts';
import { open, send } from '../support/raw-client.ts';
import { within } from '../support/until.ts';
import { startExample } from './start-example.ts';

describe.each(['embed-node', 'embed-express', 'embed-hono'])('%s', (name) => {
  let upstream: Upstream;
  let program: RunningProgram;
  let client: OpenAI;

  beforeAll(async () => {
    upstream = await startUpstream();
    program = await startExample(name, {
      OPENAI_BASE_URL: upstream.url,
      OPENAI_API_KEY: 'sk-upstream',
    });
    client = new OpenAI({ baseURL: program.url, apiKey: 'sk-client', maxRetries: 0 });
  });
  afterAll(async () => {
    await program?.stop();
    await upstream?.close();
  });

  const messages = [{ role: 'user' as const, content: 'one two three' }];

  it('answers the OpenAI client, with the server’s key upstream and not the client’s', async () => {
    const { choices } = await client.chat.completions.create({ model: 'test-model', messages });
    expect(choices[0]?.message.content).toBe('You wrote: one two three');
    expect((await upstream.nextRequest()).header('authorization')).toBe('Bearer sk-upstream');
  });

  it('streams', async () => {
    const stream = await client.chat.completions.create({
      model: 'test-model',
      messages,
      stream: true,
    });
    const pieces: string[] = [];
    for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toBe('You wrote: one two three');
    expect(pieces.length).toBeGreaterThan(3);
  });

  it('embeds and lists models', async () => {
    const embedded = await client.embeddings.create({ model: 'test-embedding', input: 'one' });
    expect(embedded.data[0]?.embedding).toHaveLength(8);
    const models = await client.models.list();
    expect(models.data.map(({ id }) => id)).toContain('test-model');
  });

  it('leaves the rest of the server alone', async () => {
    const { origin } = new URL(program.url);
    expect((await send(`${origin}/`, { method: 'GET' })).text).toBe('The rest of your server.');
    const outside = await send(`${origin}/v1/models`, { method: 'GET' });
    expect(outside.text).toBe('The rest of your server.');
  });

  it('answers this machine alone', async () => {
    const headers = { host: 'gateway.example' };
    const reply = await send(`${program.url}/models`, { method: 'GET', headers });
    expect(reply.status).toBe(421);
  });

  it('stops the upstream when the client leaves', async () => {
    upstream.reset();
    upstream.script(neverAnswers());
    const request = open(`${program.url}/chat/completions`, {
      body: { model: 'test-model', messages },
    });
    const received = await upstream.nextRequest();
    request.leave();
    await within('the upstream call is aborted', received.aborted);
  });
});
