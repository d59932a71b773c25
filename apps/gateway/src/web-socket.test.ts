import OpenAI from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { describe, expect, it } from 'vitest';
import { configFolder } from './__fixtures__/config-folder.ts';
import { startGateway } from './__fixtures__/gateway-process.ts';
import { knock, openSocket } from './__fixtures__/web-socket.ts';

const create = (input: string, more: object = {}) => ({
  type: 'response.create',
  model: 'demo',
  input,
  ...more,
});

describe('a WebSocket at /v1/responses', () => {
  it('answers the official client, and goes on from what was not stored', async () => {
    await using gateway = await startGateway();
    const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'unused' });
    const socket = new ResponsesWS(client);
    const answers: { readonly id: string; readonly output_text?: string }[] = [];
    const done = new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('response.completed', ({ response }) => {
        answers.push(response);
        if (answers.length === 2) return resolve();
        const previous_response_id = response.id;
        socket.send({
          type: 'response.create',
          model: 'demo',
          input: 'And now?',
          store: false,
          previous_response_id,
        });
      });
    });
    socket.send({ type: 'response.create', model: 'demo', input: 'Hello!', store: false });
    await done;
    socket.close();
    expect(answers).toMatchObject([
      {
        previous_response_id: null,
        output: [{ content: [{ text: expect.stringMatching(/Hello!/) }] }],
      },
      {
        previous_response_id: answers[0]?.id,
        output: [{ content: [{ text: expect.stringMatching(/And now\?/) }] }],
      },
    ]);
  });

  it('lies below the base path too', async () => {
    await using folder = await configFolder({ 'gateway.config.json': { basePath: '/ai' } });
    await using gateway = await startGateway({ folder: folder.path });
    expect(await knock(gateway.url)).toEqual({ status: 101 });
    expect(await knock(new URL(gateway.url).origin)).toEqual({ status: 404, code: 'not_found' });
  });

  it('serves this machine only: foreign Host and Origin are refused', async () => {
    await using gateway = await startGateway();
    const { port } = new URL(gateway.url);
    expect(await knock(gateway.url, { host: 'evil.example' })).toEqual({
      status: 421,
      code: 'misdirected_request',
    });
    expect(await knock(gateway.url, { origin: 'https://evil.example' })).toEqual({
      status: 403,
      code: 'origin_not_allowed',
    });
    expect(await knock(gateway.url, { origin: `http://localhost:${port}` })).toEqual({
      status: 101,
    });
    expect(await knock(gateway.url)).toEqual({ status: 101 });
  });

  it('wants one of the keys', async () => {
    await using gateway = await startGateway({ env: { GW_API_KEYS: 'one=sk-one-one' } });
    const authorization = 'Bearer sk-one-one';
    expect(await knock(gateway.url)).toMatchObject({ status: 401 });
    expect(await knock(gateway.url, { authorization: 'Bearer sk-two' })).toMatchObject({
      status: 401,
    });
    expect(await knock(gateway.url, { authorization })).toEqual({ status: 101 });
  });

  it.each([
    ['with keys', [], { GW_API_KEYS: 'one=sk-one-one' }],
    ['open to all', ['--open'], {}],
  ])('%s lets no foreign page in: over HTTP the browser sees to that', async (_, args, env) => {
    await using gateway = await startGateway({ args, env });
    const authorization = 'Bearer sk-one-one';
    const origin = 'https://elsewhere.example';
    expect(await knock(gateway.url, { authorization, origin })).toEqual({
      status: 403,
      code: 'origin_not_allowed',
    });
    expect(await knock(gateway.url, { authorization, origin: gateway.url })).toEqual({
      status: 101,
    });
  });

  it('takes messages as large as bodies may be, and tells what is too large', async () => {
    await using folder = await configFolder({ 'gateway.config.json': { maxBodyBytes: 4_000 } });
    await using gateway = await startGateway({ folder: folder.path });
    const socket = await openSocket(gateway.url);
    socket.send(create('x'.repeat(5_000)));
    expect(await socket.next()).toMatchObject({ type: 'error', status: 413 });
    socket.send(create('x'.repeat(3_000)));
    expect(await socket.until('response.completed')).toMatchObject({
      response: { status: 'completed' },
    });
    socket.send(create('x'.repeat(9_000)));
    expect(await socket.closed).toBe(1009);
  });
});

describe('a signal to stop', () => {
  const slow = (wordDelayMs: number, more: object = {}) =>
    configFolder({
      'gateway.config.json': {
        providers: [{ type: 'demo', wordDelayMs }],
        models: { demo: 'demo/demo' },
        ...more,
      },
    });

  it('closes idle connections', async () => {
    await using gateway = await startGateway();
    const socket = await openSocket(gateway.url);
    expect(await gateway.stop()).toBe(0);
    expect(await socket.closed).toBe(1001);
    expect(gateway.output.stderr).toBe('');
  });

  it('lets running responses end, and takes no more', async () => {
    await using folder = await slow(60);
    await using gateway = await startGateway({ folder: folder.path });
    const socket = await openSocket(gateway.url);
    socket.send(create('Hello!'));
    await socket.until('response.output_text.delta');
    const stopped = gateway.stop();
    await expect.poll(() => knock(gateway.url).catch(() => 'nobody there')).toBe('nobody there');
    const { response } = await socket.until('response.completed');
    expect(response).toMatchObject({ status: 'completed' });
    expect(await socket.closed).toBe(1001);
    expect(await stopped).toBe(0);
  });

  it('tells those that outlast the grace that they are ended', async () => {
    await using folder = await slow(60_000, { shutdownGraceMs: 200 });
    await using gateway = await startGateway({ folder: folder.path });
    const socket = await openSocket(gateway.url);
    socket.send(create('Hello!'));
    await socket.until('response.in_progress');
    const startedAt = performance.now();
    const stopped = gateway.stop();
    expect(await socket.until('response.failed')).toMatchObject({
      response: { status: 'failed', error: { code: 'unavailable' } },
    });
    expect(await stopped).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
