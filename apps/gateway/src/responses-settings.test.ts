import { doneFrame, startUpstream, stream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { type ProcessOptions, startGateway } from './__fixtures__/gateway-process.ts';

/** A server with this configuration, and the official client of it. */
async function startWith(config: object, options: ProcessOptions = {}) {
  const folder = await configFolder({ 'gateway.config.json': config });
  const gateway = await startGateway({ ...options, folder: folder.path });
  const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'unused', maxRetries: 0 });
  return {
    client,
    output: gateway.output,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

const model = 'demo';
const [oldKey = '', newKey = ''] = ['a', 'b'].map((letter) =>
  Buffer.alloc(32, letter).toString('base64'),
);

describe('the settings of responses', () => {
  it('keep what was sealed readable after a restart, and after its key was replaced', async () => {
    const env = { GW_SEAL_KEY: oldKey };
    await using before = await startWith({}, { env });
    const { output } = await before.client.responses.compact({ model, input: 'I like tea' });
    const input = output as OpenAI.Responses.ResponseInput;
    const open = async (config: object, more: ProcessOptions = {}) => {
      await using after = await startWith(config, more);
      return await after.client.responses.create({ model, input }).then(
        ({ status }) => status,
        ({ code }) => code,
      );
    };
    const newFirst = [{ id: 'new', key: newKey }];
    const oldBehind = [...newFirst, { id: 'default', key: { env: 'GW_SEAL_KEY' } }];
    expect(await open({}, { env })).toBe('completed');
    expect(await open({ responses: { sealKeys: oldBehind } }, { env })).toBe('completed');
    expect(await open({ responses: { sealKeys: newFirst } }, { env })).toBe(
      'invalid_encrypted_content',
    );
    expect(await open({})).toBe('invalid_encrypted_content');
  });

  it('tell how to have a key, by its variable too, once something is sealed without', async () => {
    await using gateway = await startWith({});
    expect(gateway.output.stderr).toBe('');
    for (const input of ['I like tea', 'I like cake'])
      await gateway.client.responses.compact({ model, input });
    await expect.poll(() => gateway.output.stderr).toMatch(/GW_SEAL_KEY.*\n$/s);
    const lines = gateway.output.stderr.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'warn', message: expect.stringContaining('"responses.sealKeys"') },
    ]);
  });

  it.each<[settings: object, inputs: string[], kept: boolean[]]>([
    [{ maxStoredResponses: 1 }, ['first', 'second'], [false, true]],
    [{ maxStoredResponses: 0 }, ['any'], [false]],
    [{ store: false }, ['any'], [false]],
    [{ maxStoredBytes: 10_000 }, ['small', 'large '.repeat(5_000)], [true, false]],
  ])('bound what is kept: %j', async (responses, inputs, kept) => {
    await using gateway = await startWith({ responses });
    const ids: string[] = [];
    for (const input of inputs)
      ids.push((await gateway.client.responses.create({ model, input })).id);
    const isKept = async (id: string) => {
      const next = { model, input: 'next', store: false, previous_response_id: id };
      return gateway.client.responses.create(next).then(
        () => true,
        ({ code }) => code !== 'previous_response_not_found',
      );
    };
    expect(await Promise.all(ids.map(isKept))).toEqual(kept);
  });

  it.each([
    [undefined, 'response.reasoning_summary_text.delta'],
    ['openai', 'response.reasoning_text.delta'],
    ['openresponses', 'response.reasoning.delta'],
  ])('name raw reasoning: dialect %s', async (dialect, type) => {
    const deltas = [{ role: 'assistant', reasoning_content: 'Hm.' }, { content: 'Hi' }, {}];
    const chunks = deltas.map((delta, index) => ({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason: index === 2 ? 'stop' : null }],
    }));
    await using upstream = await startUpstream();
    await using gateway = await startWith({
      providers: [{ type: 'http', id: 'up', baseUrl: upstream.url }],
      models: { demo: 'up/m' },
      ...(dialect && { responses: { dialect } }),
    });
    upstream.reset();
    upstream.script(stream([...chunks, doneFrame]));
    const events = await Array.fromAsync(
      await gateway.client.responses.create({ model, input: 'Hi', stream: true }),
    );
    const delta = events.find((event) => 'delta' in event && event.delta === 'Hm.');
    expect(delta?.type).toBe(type);
  });
});

describe('a provider’s and a model’s settings', () => {
  it('say in what an upstream is asked, and how it differs', async () => {
    await using upstream = await startUpstream();
    const http = { type: 'http', baseUrl: upstream.url };
    await using gateway = await startWith({
      providers: [
        { ...http, id: 'both', apis: ['chat', 'responses'], paths: { responses: 'answers' } },
        { ...http, id: 'old', apis: ['chat'], quirks: ['max_tokens'] },
      ],
      models: {
        native: 'both/m',
        converted: { provider: 'both', model: 'm', api: 'chat' },
        old: 'old/m',
      },
    });
    upstream.reset();
    for (const name of ['native', 'converted', 'old']) {
      const asked = { model: name, input: 'Hi', max_output_tokens: 16 };
      // The upstream knows no such path as `answers`.
      await gateway.client.responses.create(asked).catch(() => undefined);
    }
    expect(upstream.requests.map(({ path, json }) => [path, json])).toMatchObject([
      ['/v1/answers', { input: 'Hi', max_output_tokens: 16 }],
      ['/v1/chat/completions', { max_completion_tokens: 16 }],
      ['/v1/chat/completions', { max_tokens: 16 }],
    ]);
  });
});
