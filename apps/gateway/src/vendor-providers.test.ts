import { respond, startUpstream, when } from '@gw/testkit/upstream';
import {
  anthropicJson,
  anthropicModels,
  geminiJson,
  geminiModels,
  ollamaWire,
} from '@gw/testkit/wires';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { runGateway, startGateway } from './__fixtures__/gateway-process.ts';

/** What one upstream says of models, and what it answers to everything else. */
const vendors = {
  anthropic: {
    models: anthropicModels(['claude-x']),
    answer: anthropicJson({ content: [{ type: 'text', text: 'anthropic' }] }),
    key: ['x-api-key', 'sk-upstream'],
  },
  gemini: {
    models: geminiModels(['gemini-x']),
    answer: geminiJson({ parts: [{ text: 'gemini' }], finishReason: 'STOP' }),
    key: ['x-goog-api-key', 'sk-upstream'],
  },
  ollama: {
    models: ollamaWire().answers.models?.(['llama-x']) ?? respond({ status: 404 }),
    answer: respond({ json: { message: { role: 'assistant', content: 'ollama' }, done: true } }),
    key: ['authorization', 'Bearer sk-upstream'],
  },
} as const;

describe.each(Object.entries(vendors))('a provider of type %s', (type, { models, answer, key }) => {
  it('is one line of the configuration, and serves chat and responses', async () => {
    await using upstream = await startUpstream({
      script: [when(({ method }) => method === 'GET', models)],
    });
    const settings = { type, baseUrl: upstream.url, apiKey: { env: 'VENDOR_KEY' } };
    await using folder = await configFolder({ 'gateway.config.json': { providers: [settings] } });
    const env = { VENDOR_KEY: 'sk-upstream' };
    await using gateway = await startGateway({ folder: folder.path, env });
    expect(gateway.output.stdout).toMatch(new RegExp(`${type}: \\w+-x\\n`));
    const post = async (path: string, body: object) => {
      upstream.script(answer);
      const reply = await fetch(`${gateway.url}/v1/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: `${type}/m`, ...body }),
      });
      return reply.json();
    };
    const messages = [{ role: 'user', content: 'Hello' }];
    expect(await post('chat/completions', { messages })).toMatchObject({
      choices: [{ message: { content: type } }],
    });
    expect(await post('responses', { input: 'Hello' })).toMatchObject({
      output: [{ content: [{ text: type }] }],
    });
    const [name, value] = key;
    expect(upstream.requests.at(-1)?.header(name)).toBe(value);
    expect(gateway.output.stdout + gateway.output.stderr).not.toContain('sk-upstream');
  });
});

describe('a file that a request names by its URL', () => {
  it.each([
    [undefined, 'unsupported_parameter'],
    [false, 'unsupported_parameter'],
    // Fetched, but not from this machine's own network.
    [true, 'invalid_value'],
    [{ ports: [443], maxBytes: 1024 }, 'invalid_value'],
  ])('is fetched only where the configuration says so: %j', async (fetchMedia, code) => {
    const settings = { type: 'ollama', baseUrl: 'http://127.0.0.1:9', fetchMedia };
    await using folder = await configFolder({ 'gateway.config.json': { providers: [settings] } });
    await using gateway = await startGateway({ folder: folder.path });
    const image = { type: 'image_url', image_url: { url: 'http://127.0.0.1/a.png' } };
    const reply = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: [image] }] }),
    });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      error: { code, param: 'messages[0].content[0].image_url.url' },
    });
    expect(await gateway.stop()).toBe(0);
  });
});

describe('the variables of vendors', () => {
  it('make a provider each, behind that of OpenAI', async () => {
    const env = {
      OPENAI_API_KEY: 'sk-openai',
      ANTHROPIC_API_KEY: 'sk-anthropic',
      GEMINI_API_KEY: 'sk-gemini',
      OLLAMA_HOST: '0.0.0.0',
    };
    const { stdout, stderr } = await runGateway({ args: ['--check'], env });
    expect(stderr).toBe('');
    expect(stdout).not.toContain('sk-');
    const apiKey = '********';
    expect(JSON.parse(stdout).providers).toMatchObject([
      { type: 'http', id: 'openai', apiKey, baseUrl: 'https://api.openai.com/v1' },
      { type: 'anthropic', id: 'anthropic', apiKey, baseUrl: 'https://api.anthropic.com/v1' },
      {
        type: 'gemini',
        id: 'gemini',
        apiKey,
        baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
      },
      { type: 'ollama', id: 'ollama', baseUrl: 'http://127.0.0.1:11434/' },
    ]);
  });

  it.each([
    ['ANTHROPIC_API_KEY must be a key', { ANTHROPIC_API_KEY: 'sk-secret\n' }],
    ['GEMINI_API_KEY must be a key', { GEMINI_API_KEY: 'sk-secret\n' }],
    ['OLLAMA_HOST must be a URL', { OLLAMA_HOST: 'a b' }],
  ])('are named where they will not do: %s', async (message, env) => {
    const { exitCode, stderr } = await runGateway({ args: ['--check'], env });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`gw: ${message}`);
    expect(stderr).not.toContain('sk-');
  });
});
