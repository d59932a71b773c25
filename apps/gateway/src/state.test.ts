import { existsSync, statSync } from 'node:fs';

import { join } from 'node:path';
import { startUpstream } from '@gw/testkit/upstream';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { type ProcessOptions, runGateway, startGateway } from './__fixtures__/gateway-process.ts';

const model = 'demo';
const quick = { providers: [{ type: 'demo', wordDelayMs: 0 }], models: { demo: 'demo/demo' } };

function clientOf(url: string, apiKey = 'unused'): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
}

async function ask(url: string, path: string, body?: object, apiKey = 'unused') {
  const reply = await fetch(`${url}/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: reply.status, json: await reply.json() };
}

/** One line of the log. */
const record = (line: string) => JSON.parse(line) as { level: string; message: string };

describe('the memory of a server', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('outlives it: %s', async (signal) => {
    await using upstream = await startUpstream();
    const http = { type: 'http', id: 'up', baseUrl: upstream.url, apis: ['chat'] };
    await using folder = await configFolder({
      'gateway.config.json': { providers: [http], models: { demo: 'up/m' } },
    });
    await using before = await startGateway({ folder: folder.path });
    const first = clientOf(before.url);
    const response = await first.responses.create({ model, input: 'I am Ada' });
    const streamed = await first.responses.create({ model, input: 'I am Bob', stream: true });
    const events = await Array.fromAsync(streamed);
    const conversation = await first.conversations.create({ metadata: { topic: 'tea' } });
    await first.responses.create({ model, input: 'I like tea', conversation: conversation.id });
    const template = 'Speak like {{who}}.';
    const prompt = (await ask(before.url, 'prompts', { prompt: template, name: 'voice' })).json;
    await before.stop(signal);

    await using after = await startGateway({ folder: folder.path });
    const second = clientOf(after.url);
    expect(await second.responses.retrieve(response.id)).toEqual(response);
    const { data } = await second.responses.inputItems.list(response.id);
    expect(data).toMatchObject([{ role: 'user', content: [{ text: 'I am Ada' }] }]);
    const id = (events[0] as OpenAI.Responses.ResponseCreatedEvent).response.id;
    const replay = await second.responses.retrieve(id, { stream: true });
    expect(await Array.fromAsync(replay)).toEqual(events);
    expect(await second.conversations.retrieve(conversation.id)).toMatchObject({
      metadata: { topic: 'tea' },
    });
    expect((await ask(after.url, `prompts/${prompt.id}`)).json).toEqual(prompt);

    upstream.reset();
    await second.responses.create({ model, input: 'Who?', previous_response_id: response.id });
    await second.responses.create({ model, input: 'What?', conversation: conversation.id });
    const voice = { id: prompt.id, variables: { who: 'a sailor' } };
    await second.responses.create({ model, input: 'Ahoy', prompt: voice });
    const asked = upstream.requests.map(({ json }) => {
      const { messages } = json as { messages: { content: unknown }[] };
      return messages.map(({ content }) => JSON.stringify(content));
    });
    const said = [
      ['I am Ada', 'You wrote: I am Ada', 'Who?'],
      ['I like tea', 'You wrote: I like tea', 'What?'],
      ['Speak like a sailor.', 'Ahoy'],
    ];
    for (const [turn, texts] of said.entries())
      expect(asked[turn]).toEqual(texts.map((text) => expect.stringContaining(text)));
    expect(before.output.stderr + after.output.stderr).toBe('');
  });

  it('belongs to the tenant of a key, and to its other keys', async () => {
    const GW_API_KEYS = 'ada=sk-ada-one,ada=sk-ada-two,bob=sk-bob-one';
    await using gateway = await startGateway({ env: { GW_API_KEYS } });
    const { url } = gateway;
    const created = await ask(url, 'responses', { model, input: 'Hi' }, 'sk-ada-one');
    const conversation = await ask(url, 'conversations', {}, 'sk-ada-one');
    const prompt = await ask(url, 'prompts', { prompt: 'Be kind.' }, 'sk-ada-one');
    for (const path of [
      `responses/${created.json.id}`,
      `conversations/${conversation.json.id}`,
      `prompts/${prompt.json.id}`,
    ]) {
      expect((await ask(url, path, undefined, 'sk-ada-two')).status).toBe(200);
      const foreign = await ask(url, path, undefined, 'sk-bob-one');
      const missing = await ask(url, `${path}0`, undefined, 'sk-bob-one');
      expect(foreign.status).toBe(404);
      const text = JSON.stringify(foreign.json);
      expect(text).toBe(JSON.stringify(missing.json).replace(/0(?=')/, ''));
    }
    const previous_response_id = created.json.id;
    const next = { model, input: 'And?', previous_response_id };
    expect(await ask(url, 'responses', next, 'sk-bob-one')).toMatchObject({
      status: 400,
      json: { error: { code: 'previous_response_not_found' } },
    });
    expect((await ask(url, 'responses', next, 'sk-ada-two')).status).toBe(200);
    expect((await ask(url, 'responses', undefined, 'sk-bob-one')).json.data).toEqual([]);
  });

  it('is as long as the configuration says', { timeout: 30_000 }, async () => {
    const state = { retentionMs: 1_500, replayMs: 0 };
    await using folder = await configFolder({ 'gateway.config.json': { ...quick, state } });
    await using gateway = await startGateway({ folder: folder.path });
    const client = clientOf(gateway.url);
    const stream = await client.responses.create({ model, input: 'Hi', stream: true });
    const [first] = await Array.fromAsync(stream);
    const { id } = (first as OpenAI.Responses.ResponseCreatedEvent).response;
    const path = `responses/${id}`;
    expect((await ask(gateway.url, path)).status).toBe(200);
    await expect
      .poll(async () => (await ask(gateway.url, `${path}?stream=true`)).json.error?.code)
      .toBe('stream_expired');
    const patiently = { timeout: 20_000, interval: 200 };
    await expect.poll(async () => (await ask(gateway.url, path)).status, patiently).toBe(404);
  });
});

describe('the data directory', () => {
  it('is one beside the configuration file, for this user alone, made once the server runs', async () => {
    await using folder = await configFolder({ 'conf/gateway.config.json': quick, here: '' });
    const options = { folder: folder.path, args: ['--config', 'conf/gateway.config.json'] };
    const data = join(folder.path, 'conf/gw-data');
    const check = await runGateway({ ...options, args: [...options.args, '--check'] });
    expect(JSON.parse(check.stdout)).toMatchObject({ state: { sqlite: data } });
    expect(existsSync(data)).toBe(false);
    await using gateway = await startGateway(options);
    expect(gateway.output.stdout).toContain(`  state          SQLite in ${data}\n`);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(join(data, 'state.db')).mode & 0o777).toBe(0o600);
  });

  it.each<[title: string, options: ProcessOptions]>([
    ['the option', { args: ['--data', 'own/data'] }],
    ['the variable', { env: { GW_DATA_DIR: 'own/data' } }],
  ])('is another one by %s', async (_, options) => {
    await using folder = await configFolder({});
    await using gateway = await startGateway({ ...options, folder: folder.path });
    await gateway.stop();
    expect(existsSync(join(folder.path, 'own/data/state.db'))).toBe(true);
    expect(existsSync(join(folder.path, 'gw-data'))).toBe(false);
  });

  it.each([
    ['state', { GW_STATE: '0' }, true],
    ['responses', { GW_RESPONSE_STORE: '0' }, false],
  ])('is not made where the environment keeps no %s', async (_, env, isInMemory) => {
    await using folder = await configFolder({});
    await using gateway = await startGateway({ env, folder: folder.path });
    const { id } = await clientOf(gateway.url).responses.create({ model, input: 'Hi' });
    expect((await ask(gateway.url, `responses/${id}`)).status).toBe(404);
    const next = await ask(gateway.url, 'responses', {
      model,
      input: 'Hi',
      previous_response_id: id,
    });
    expect(next.status).toBe(isInMemory ? 200 : 400);
    expect(gateway.output.stdout).toMatch(
      isInMemory ? / state +responses alone, in memory, until it stops\n/ : / state +not kept\n/,
    );
    expect(existsSync(join(folder.path, 'gw-data'))).toBe(false);
  });

  const instead = 'Another directory: --data or GW_DATA_DIR; nothing kept on disk: GW_STATE=0\n';

  it.each([
    ['alone', []],
    ['with workers', ['--workers', '2']],
  ])('that cannot be one is told once, and what to do: %s', async (_, args) => {
    await using folder = await configFolder({ 'a-file': '' });
    const result = await runGateway({
      args: [...args, '--data', 'a-file/data', '--port', '0'],
      folder: folder.path,
    });
    expect(result).toMatchObject({ exitCode: 1, stdout: '' });
    const stderr = result.stderr.replace(/ \(.+\)/, '').replaceAll(folder.path, '/HERE');
    expect(stderr).toBe(
      `gw: State file "/HERE/a-file/data/state.db": a part of its path is no directory. Name another path. ${instead}`,
    );
  });

  it.skipIf(process.getuid?.() !== 0)('that is not for this user is told', async () => {
    await using folder = await configFolder({});
    const nobody = 65_534;
    const options = { folder: '/', user: nobody, args: ['--port', '0', '--data', folder.path] };
    const { exitCode, stderr } = await runGateway(options);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^gw: State file ".+": access was denied\. Let this user read and write it/,
    );
    expect(stderr).toContain(instead);
  });

  it('that holds something else is left as it is', async () => {
    await using folder = await configFolder({ 'gw-data/state.db': 'a letter'.repeat(1_000) });
    const { exitCode, stderr } = await runGateway({ folder: folder.path, args: ['--port', '0'] });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('it is not a SQLite database. Move it away, or name another file.');
  });
});

describe('a program as configuration', () => {
  it('may keep state by itself, with the packages of the server', async () => {
    const program = `
      import { createState } from '@gw/state';
      import { createSqliteStore } from '@gw/store-sqlite';
      import { defineConfig } from '@gw/gateway/config';
      const directory = new URL('./mine', import.meta.url).pathname;
      export default defineConfig({ use: [createState({ store: createSqliteStore({ directory }) })] });`;
    await using folder = await configFolder({ 'gateway.config.ts': program });
    await using gateway = await startGateway({ folder: folder.path });
    expect(gateway.output.stdout).toMatch(/ state +kept by the hook state\n/);
    const { id } = await clientOf(gateway.url).responses.create({ model, input: 'Hi' });
    expect((await ask(gateway.url, `responses/${id}`)).json).toMatchObject({ id });
    await gateway.stop();
    expect(existsSync(join(folder.path, 'mine/state.db'))).toBe(true);
    expect(existsSync(join(folder.path, 'gw-data'))).toBe(false);
  });
});

describe('a database that cannot be reached', () => {
  const GW_DATABASE_URL = 'postgres://gw:sk-database-password@127.0.0.1:1/gw';

  it('leaves calls running that need none; the others are a 503 each', async () => {
    await using gateway = await startGateway({ env: { GW_DATABASE_URL } });
    const { url, output } = gateway;
    expect(output.stdout).toMatch(/ state +PostgreSQL at 127\.0\.0\.1, database gw\n/);
    const messages = [{ role: 'user', content: 'Hi' }];
    expect((await ask(url, 'chat/completions', { model, messages })).status).toBe(200);
    expect((await ask(url, 'responses', { model, input: 'Hi', store: false })).status).toBe(200);
    const stored: [path: string, body?: object][] = [
      ['responses/resp_1'],
      ['responses'],
      ['conversations/conv_1'],
      ['conversations', {}],
      ['prompts', { prompt: 'Be kind.' }],
      ['responses', { model, input: 'Hi', previous_response_id: 'resp_1' }],
      ['responses', { model, input: 'Hi', conversation: 'conv_1' }],
      ['responses', { model, input: 'Hi' }],
      ['responses', { model, input: 'Hi', background: true }],
    ];
    for (const [path, body] of stored) {
      const { status, json } = await ask(url, path, body);
      expect({ path, status, code: json.error?.code }).toEqual({
        path,
        status: 503,
        code: 'unavailable',
      });
    }
    expect(record(output.stderr.split('\n')[0] ?? '')).toMatchObject({
      level: 'error',
      message: 'The store of the state could not be opened; it is tried again.',
    });
    expect(await gateway.stop()).toBe(0);
    expect(output.stdout + output.stderr).not.toContain('sk-database-password');
  });

  it('shows nothing of its password in what is checked, or wrong', async () => {
    const check = (env: Readonly<Record<string, string>>) => runGateway({ args: ['--check'], env });
    const { stdout } = await check({ GW_DATABASE_URL });
    expect(JSON.parse(stdout)).toMatchObject({ state: { postgres: { env: 'GW_DATABASE_URL' } } });
    const wrong = await check({ GW_DATABASE_URL: 'gw:sk-database-password@127.0.0.1/gw' });
    expect(wrong.exitCode).toBe(1);
    expect(stdout + wrong.stderr).not.toContain('sk-database-password');
  });
});
