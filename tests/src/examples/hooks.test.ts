import { startUpstream, type Upstream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunningProgram } from '../packaging/start-program.ts';
import { until } from '../support/until.ts';
import { startExample } from './start-example.ts';

describe('hooks', () => {
  let upstream: Upstream;
  let program: RunningProgram;
  beforeAll(async () => {
    upstream = await startUpstream();
    program = await startExample('hooks', { OPENAI_BASE_URL: upstream.url });
  });
  afterAll(async () => {
    await program?.stop();
    await upstream?.close();
  });
  beforeEach(() => upstream.reset());

  const clientOf = (apiKey: string) => new OpenAI({ baseURL: program.url, apiKey, maxRetries: 0 });
  const ask = (content: string) => ({
    model: 'large-model',
    messages: [{ role: 'user' as const, content }],
  });

  it('knows callers by their keys', async () => {
    const stranger = clientOf('sk-stranger').chat.completions.create(ask('Hi'));
    await expect(stranger).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    expect(upstream.requests).toEqual([]);
  });

  it('puts the house’s instructions first, and gives sales the small model', async () => {
    await clientOf('sk-sales').chat.completions.create(ask('Hi'));
    expect((await upstream.nextRequest()).json).toEqual({
      model: 'small-model',
      messages: [
        { role: 'system', content: 'Answer in one sentence.' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('does the same on the Responses endpoint', async () => {
    await clientOf('sk-sales').responses.create({
      model: 'large-model',
      instructions: 'Be kind.',
      input: 'Hi',
    });
    expect((await upstream.nextRequest()).json).toEqual({
      model: 'small-model',
      messages: [
        { role: 'system', content: 'Answer in one sentence.\n\nBe kind.' },
        { role: 'user', content: 'Hi' },
      ],
    });
  });

  it('leaves research its model', async () => {
    await clientOf('sk-research').chat.completions.create(ask('Hi'));
    expect((await upstream.nextRequest()).json).toMatchObject({ model: 'large-model' });
  });

  it('hides the word in JSON', async () => {
    const { choices } = await clientOf('sk-research').chat.completions.create({
      ...ask('Florence Nightingale.'),
      logprobs: true,
    });
    expect(choices[0]?.message.content).toBe('You wrote: Florence ████.');
    expect(choices[0]?.logprobs).toBeNull();
  });

  it('hides the word in streams that tear it apart, in each of several choices', async () => {
    const said = await readStream({ ...ask('A Night in Nightingale, Night'), n: 2 });
    expect(said).toEqual([
      'You wrote: A Night in ████, Night',
      '(2) You wrote: A Night in ████, Night',
    ]);
  });

  it('hides the word in responses, streamed and not', async () => {
    const { responses } = clientOf('sk-research');
    const request = { model: 'large-model', input: 'Florence Nightingale, Night' };
    const said = 'You wrote: Florence ████, Night';
    expect((await responses.create(request)).output_text).toBe(said);
    const stream = responses.stream(request);
    let deltas = '';
    stream.on('response.output_text.delta', ({ delta }) => {
      deltas += delta;
    });
    expect((await stream.finalResponse()).output_text).toBe(said);
    expect(deltas).toBe(said);
  });

  it('meters usage by team, streams too', async () => {
    const { usage } = await clientOf('sk-sales').chat.completions.create(ask('one two three'));
    await readStream(ask('one two three'), 'sk-sales');
    const line = `sales completed ${usage?.total_tokens} tokens, `;
    await until('both calls are metered', () => program.output().split(line).length === 3);
  });

  /** What each choice says. */
  async function readStream(
    request: ReturnType<typeof ask> & { n?: number },
    apiKey = 'sk-research',
  ): Promise<string[]> {
    const stream = await clientOf(apiKey).chat.completions.create({ ...request, stream: true });
    const said: string[] = [];
    for await (const { choices } of stream) {
      for (const { index, delta } of choices)
        said[index] = (said[index] ?? '') + (delta.content ?? '');
    }
    return said;
  }
});
