import { execFile } from 'node:child_process';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { chatBody, chatRaw, openRaw, sendRaw } from '../../__fixtures__/raw-client.ts';
import { neverAnswers, startUpstream, status } from '../../upstream.ts';

describe('what it records', () => {
  it('keeps method, path, query, headers in their order and number, and the body', async () => {
    await using upstream = await startUpstream();
    await sendRaw(`${upstream.url}/chat/completions?a=1&a=2`, {
      headers: ['X-Twice', 'one', 'x-twice', 'two', 'Content-Type', 'application/json'],
      body: chatBody({ content: 'grüß' }),
    });
    const request = await upstream.nextRequest();
    expect(request).toMatchObject({ index: 0, method: 'POST', path: '/v1/chat/completions' });
    expect(request.query.getAll('a')).toEqual(['1', '2']);
    expect(request.headers.slice(1, 4)).toEqual([
      ['X-Twice', 'one'],
      ['x-twice', 'two'],
      ['Content-Type', 'application/json'],
    ]);
    expect(request.header('X-TWICE')).toBe('one, two');
    expect(request.header('x-absent')).toBeUndefined();
    expect(request.json).toEqual(chatBody({ content: 'grüß' }));
    expect(new TextDecoder().decode(request.body)).toBe(request.text);
    expect(request).toMatchObject({ outcome: 'finished', wasAborted: false, sentFrames: 1 });
  });

  it('has no json for a body that is none', async () => {
    await using upstream = await startUpstream();
    const reply = await sendRaw(`${upstream.url}/embeddings`, { body: '{"model"' });
    expect(reply.status).toBe(400);
    expect(upstream.requests[0]).toMatchObject({ text: '{"model"', json: undefined });
  });

  it('records a request whose client left while it sent the body', async () => {
    await using upstream = await startUpstream();
    const socket = connect(upstream.port, '127.0.0.1');
    socket.write('POST /v1/embeddings HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"half');
    setTimeout(() => socket.destroy(), 20);
    const request = await upstream.nextRequest();
    expect(request).toMatchObject({ text: '{"half', bodyComplete: false });
    expect(await request.closed).toBe('aborted');
    expect(upstream.openStreams()).toBe(0);
  });
});

describe('nextRequest', () => {
  it('hands out requests in order, those that came before the call too', async () => {
    await using upstream = await startUpstream();
    await chatRaw(upstream.url, { user: 'a' });
    await chatRaw(upstream.url, { user: 'b' });
    const third = (async () => {
      await upstream.nextRequest();
      await upstream.nextRequest();
      return upstream.nextRequest();
    })();
    await chatRaw(upstream.url, { user: 'c' });
    expect((await third).json).toMatchObject({ user: 'c' });
    expect(upstream.requests).toHaveLength(3);
  });

  it('hands out each request once to those who wait', async () => {
    await using upstream = await startUpstream();
    for (const user of ['a', 'b']) {
      const waiting = upstream.nextRequest();
      await chatRaw(upstream.url, { user });
      expect((await waiting).json).toMatchObject({ user });
    }
  });

  it('rejects when none comes in time, and when the upstream closes', async () => {
    const upstream = await startUpstream();
    await expect(upstream.nextRequest({ timeoutMs: 10 })).rejects.toThrow('within 10 ms');
    const waiting = expect(upstream.nextRequest()).rejects.toThrow('closed');
    await upstream.close();
    await waiting;
  });
});

describe('connections', () => {
  it('shows whether a client uses them again', async () => {
    await using upstream = await startUpstream();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const url = `${upstream.url}/models`;
    const first = await sendRaw(url, { method: 'GET', agent });
    expect(first.headers['keep-alive']).toBeUndefined(); // No time limit.
    await sendRaw(url, { method: 'GET', agent });
    expect(upstream.connections()).toEqual({ opened: 1, open: 1 });
    await sendRaw(url, { method: 'GET', agent: new Agent() });
    expect(upstream.connections().opened).toBe(2);
    expect(upstream.requests.map((request) => request.connection)).toEqual([1, 1, 2]);
    agent.destroy();
  });
});

describe('where it listens', () => {
  it('takes any base path, and answers nothing outside it', async () => {
    await using upstream = await startUpstream({ basePath: '/openai/deployments/x' });
    expect(upstream.url).toBe(`${upstream.origin}/openai/deployments/x`);
    expect((await chatRaw(upstream.url)).status).toBe(200);
    expect((await chatRaw(`${upstream.origin}/v1`)).status).toBe(404);
  });

  it('takes an empty base path', async () => {
    await using upstream = await startUpstream({ basePath: '' });
    expect((await chatRaw(upstream.origin)).status).toBe(200);
  });

  it('answers 404 and 405 in the wire shape', async () => {
    await using upstream = await startUpstream();
    const unknown = await sendRaw(`${upstream.url}/nothing`, { body: {} });
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.text)).toEqual({
      error: {
        message: 'Invalid URL (POST /v1/nothing)',
        type: 'invalid_request_error',
        param: null,
        code: null,
      },
    });
    const wrongMethod = await sendRaw(`${upstream.url}/embeddings`, { method: 'GET' });
    expect(wrongMethod.status).toBe(405);
  });

  it('rejects when the port is taken', async () => {
    await using upstream = await startUpstream();
    await expect(startUpstream({ port: upstream.port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('reset and close', () => {
  it('reset forgets requests, script and the count of connections', async () => {
    await using upstream = await startUpstream({ script: [status(500), status(500)] });
    await chatRaw(upstream.url);
    upstream.reset();
    expect(upstream.requests).toEqual([]);
    expect(upstream.connections().opened).toBe(0);
    expect((await chatRaw(upstream.url)).status).toBe(200);
    expect((await upstream.nextRequest()).index).toBe(0);
  });

  it('close ends answers under way, idle connections and the server, once', async () => {
    const upstream = await startUpstream({ script: [neverAnswers()] });
    const idle = connect(upstream.port, '127.0.0.1');
    const idleClosed = new Promise((resolve) => idle.once('close', resolve));
    const reply = chatRaw(upstream.url);
    const request = await upstream.nextRequest();
    expect(upstream.openStreams()).toBe(1);
    await Promise.all([upstream.close(), upstream.close()]);
    expect((await reply).ending).toBe('ECONNRESET');
    await idleClosed;
    expect(await request.closed).toBe('cut');
    expect(upstream.openStreams()).toBe(0);
    expect(upstream.connections().open).toBe(0);
    expect((await chatRaw(upstream.url)).ending).toBe('ECONNREFUSED');
  });

  it('leaves nothing behind that keeps a process alive', async () => {
    const program = fileURLToPath(new URL('../../__fixtures__/leaves-nothing.ts', import.meta.url));
    const { stderr } = await promisify(execFile)(process.execPath, [program], { timeout: 10_000 });
    expect(stderr).toContain('closed with 0 open streams');
  });
});

describe('a client that leaves', () => {
  it('is seen while the upstream thinks, at once', async () => {
    await using upstream = await startUpstream({ script: [neverAnswers()] });
    const outgoing = openRaw(`${upstream.url}/chat/completions`, { body: chatBody() });
    const request = await upstream.nextRequest();
    expect(request).toMatchObject({ wasAborted: false, abortedAtMs: undefined });
    const leftAtMs = performance.now();
    outgoing.destroy();
    await request.aborted;
    expect(await request.closed).toBe('aborted');
    expect(request.wasAborted).toBe(true);
    expect(Number(request.abortedAtMs) - leftAtMs).toBeLessThan(1000);
    expect(upstream.openStreams()).toBe(0);
  });
});
