import { describe, expect, test, vi } from 'vitest';
import {
  completion,
  doneFrame,
  eventFrame,
  jsonReply,
  textChunk,
} from '../__fixtures__/chat-wire.ts';
import { controlledStream } from '../__fixtures__/controlled-stream.ts';
import { nextText, piecesOf, readTale } from '../__fixtures__/read-stream.ts';
import { recordEvents, recordLog } from '../__fixtures__/records.ts';
import { ask, handleChat, postChat } from '../__fixtures__/requests.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { createGateway } from './gateway.ts';
import type { Hooks } from './hooks.ts';

const provider = (id = 'a') => scriptedProvider(id, () => jsonReply(completion('hi')));

describe('a gateway', () => {
  test('does nothing before its first request', () => {
    const started: string[] = [];
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const random = vi.fn(() => 0);
    createGateway({
      providers: [provider()],
      use: [{ name: 'a', start: () => void started.push('a') }],
      random,
    });
    expect([started, timers.mock.calls, random.mock.calls]).toEqual([[], [], []]);
    timers.mockRestore();
  });

  test('without anything still says that it lives', async () => {
    const gateway = createGateway({});
    expect(await (await gateway.fetch(ask('GET', '/health'))).json()).toEqual({ status: 'ok' });
    expect(await (await gateway.fetch(ask('GET', '/v1/models'))).json()).toEqual({
      object: 'list',
      data: [],
    });
    expect((await gateway.fetch(postChat())).status).toBe(404);
  });

  test('says which paths are its own, whatever the method', () => {
    const { match } = createGateway({
      use: [
        {
          name: 'files',
          routes: [{ method: 'GET', path: '/files/*', handle: () => ({ json: 1 }) }],
        },
      ],
    });
    const own = [
      '/health',
      '/v1/models',
      '/v1/models/a/b',
      '/v1/chat/completions',
      '/v1/embeddings',
      '/v1/images/generations',
      '/files/x',
    ];
    expect(own.map((path) => match(path))).toEqual(own.map(() => true));
    expect(['/', '/v1', '/files', '/other', '/healthy'].map((path) => match(path))).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('beside another one shares nothing with it', async () => {
    const one = createGateway({ providers: [provider()], cooldown: { failures: 1 } });
    const two = createGateway({ providers: [provider()] });
    one.registry.setModel('only here', 'a');
    await one.close();
    expect(two.registry.models).not.toContain('only here');
    expect((await two.fetch(postChat())).status).toBe(200);
  });
});

describe('starting', () => {
  test('runs each hook’s start once, in order, before the first request, however many come at once', async () => {
    const trail: string[] = [];
    const slow = (name: string): Hooks => ({
      name,
      async start() {
        trail.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 2));
        trail.push(`${name} is up`);
      },
      onRequest() {
        trail.push(name);
        return undefined;
      },
    });
    const gateway = createGateway({ providers: [provider()], use: [slow('one'), slow('two')] });
    await Promise.all([gateway.fetch(postChat()), gateway.start(), gateway.fetch(postChat())]);
    await gateway.start();
    expect(trail.slice(0, 4)).toEqual(['one begins', 'one is up', 'two begins', 'two is up']);
    expect(trail.slice(4).sort()).toEqual(['one', 'one', 'two', 'two']);
  });

  test('that fails is told to whoever starts it, and is a plain 500 to clients', async () => {
    const broken: Hooks = {
      name: 'broken',
      start: () => Promise.reject(new Error('no database at postgres://user:secret@db')),
    };
    const log = recordLog();
    const gateway = createGateway({ providers: [provider()], use: [broken], logger: log });
    await expect(gateway.start()).rejects.toThrow('no database');
    const response = await gateway.fetch(postChat());
    expect(response.status).toBe(500);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.text()).not.toContain('secret');
    expect(log.lines).toHaveLength(1);
  });
});

describe('closing', () => {
  test('runs each hook’s close in reverse, then lets go of the providers, once', async () => {
    const trail: string[] = [];
    const closing = (name: string): Hooks => ({ name, close: () => void trail.push(name) });
    const gateway = createGateway({
      providers: [{ ...provider(), close: () => void trail.push('provider') }],
      use: [closing('one'), closing('two')],
    });
    await Promise.all([gateway.close(), gateway.close()]);
    await gateway.close();
    expect(trail).toEqual(['two', 'one', 'provider']);
  });

  test('lets go of everything else also where one of them fails, and says so', async () => {
    const trail: string[] = [];
    const gateway = createGateway({
      providers: [{ ...provider(), close: () => void trail.push('provider') }],
      use: [
        { name: 'one', close: () => void trail.push('one') },
        { name: 'broken', close: () => Promise.reject(new Error('cannot flush')) },
      ],
    });
    await expect(gateway.close()).rejects.toThrow('cannot flush');
    expect(trail).toEqual(['one', 'provider']);
  });

  test('lets go of the providers that it has by then, also of one that came later', async () => {
    const closed: string[] = [];
    const closable = (id: string) => ({ ...provider(id), close: () => void closed.push(id) });
    const gateway = createGateway({ providers: [closable('a'), closable('b')] });
    gateway.registry.removeProvider('b');
    gateway.registry.setProvider(closable('c'));
    await gateway.close();
    expect(closed).toEqual(['a', 'c']);
  });

  test('lets go of the providers beside a registry of the user’s own', async () => {
    const closed: string[] = [];
    const closable = { ...provider('a'), close: () => void closed.push('a') };
    const models = { resolve: () => undefined, list: async () => [] };
    await createGateway({ providers: [closable], models }).close();
    expect(closed).toEqual(['a']);
  });

  test('answers 503 from then on, with the four keys and a request id', async () => {
    const gateway = createGateway({ providers: [provider()] });
    await gateway.close();
    const response = await gateway.fetch(postChat());
    expect(response.status).toBe(503);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.json()).toEqual({
      error: {
        message: 'The gateway is closed.',
        type: 'server_error',
        param: null,
        code: 'unavailable',
      },
    });
  });

  test('ends calls that are under way', async () => {
    const upstream = controlledStream();
    const events = recordEvents();
    const gateway = createGateway({
      providers: [scriptedProvider('a', () => upstream.reply)],
      use: [events],
    });
    const waiting = gateway.handle(handleChat({ stream: true }));
    await new Promise((resolve) => setTimeout(resolve, 1));
    await gateway.close();
    expect((await waiting).status).toBe(503);
    expect(events.settled).toHaveLength(1);
  });
});

describe('the registry at run time', () => {
  test('changes what the next call gets; one that is under way keeps its provider', async () => {
    const upstream = controlledStream();
    const old = scriptedProvider('a', () => upstream.reply);
    const gateway = createGateway({ providers: [old], models: { m: 'a' } });
    upstream.push(eventFrame(textChunk('from ')));
    const pieces = piecesOf(await gateway.handle(handleChat({ stream: true })));
    gateway.registry.setProvider(
      scriptedProvider('a', () => jsonReply(completion('from the new one'))),
    );
    gateway.registry.setModel('n', 'a');
    upstream.push(eventFrame(textChunk('the old one')), doneFrame);
    const text = `${await nextText(pieces)}${await nextText(pieces)}`;
    expect(readTale(text)).toMatchObject({ text: 'from the old one', isDone: true });
    for (const model of ['m', 'n']) {
      const body = await (await gateway.fetch(postChat({ model }))).json();
      expect(body.choices[0].message.content).toBe('from the new one');
    }
    gateway.registry.removeModel('m');
    expect((await gateway.fetch(postChat())).status).toBe(404);
  });
});
