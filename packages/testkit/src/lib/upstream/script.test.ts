import { describe, expect, it } from 'vitest';
import { chatRaw, sendRaw } from '../../__fixtures__/raw-client.ts';
import {
  always,
  type Behaviour,
  compose,
  cutMidStream,
  normal,
  respond,
  splitEveryByte,
  startUpstream,
  status,
  stream,
  when,
} from '../../upstream.ts';

describe('a script', () => {
  it('takes one behaviour a request, then answers well again', async () => {
    await using upstream = await startUpstream({ script: [status(503), normal(), status(429)] });
    const codes = [];
    for (let turn = 0; turn < 4; turn++) codes.push((await chatRaw(upstream.url)).status);
    expect(codes).toEqual([503, 200, 429, 200]);
  });

  it('grows while the upstream runs', async () => {
    await using upstream = await startUpstream();
    upstream.script(status(500));
    upstream.script(status(502));
    expect((await chatRaw(upstream.url)).status).toBe(500);
    expect((await chatRaw(upstream.url)).status).toBe(502);
  });

  it('keeps a rule standing, and the queue untouched by what a rule answers', async () => {
    await using upstream = await startUpstream({
      script: [when(({ path }) => path.endsWith('/embeddings'), status(503)), status(418)],
    });
    const embed = () => sendRaw(`${upstream.url}/embeddings`, { body: {} });
    expect((await embed()).status).toBe(503);
    expect((await embed()).status).toBe(503);
    expect((await chatRaw(upstream.url)).status).toBe(418);
    expect((await chatRaw(upstream.url)).status).toBe(200);
  });

  it('lets the first rule that matches answer', async () => {
    await using upstream = await startUpstream({
      script: [when(({ header }) => header('x-never') === '1', status(500)), always(status(401))],
    });
    expect((await chatRaw(upstream.url)).status).toBe(401);
  });
});

describe('compose', () => {
  it('applies its behaviours from left to right', async () => {
    await using upstream = await startUpstream();
    const frames = ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n'];
    const cut = cutMidStream({ afterFrames: 2, how: 'end' });
    upstream.script(
      compose(stream(frames), splitEveryByte(), cut),
      compose(stream(frames), cut, splitEveryByte()),
    );
    expect((await chatRaw(upstream.url)).text).toBe('da');
    expect((await chatRaw(upstream.url)).text).toBe('data: 1\n\ndata: 2\n\n');
  });
});

describe('a behaviour of your own', () => {
  it('sees the request and returns steps', async () => {
    const echoUser: Behaviour = (_answer, request) => [
      { kind: 'head', status: 200, headers: [['content-type', 'text/plain']] },
      { kind: 'write', bytes: new TextEncoder().encode(`${request.method} ${request.index}`) },
    ];
    await using upstream = await startUpstream({ script: [echoUser] });
    expect((await chatRaw(upstream.url)).text).toBe('POST 0');
  });

  it('that throws gives the client a 500 and the test its error', async () => {
    const broken: Behaviour = () => {
      throw new Error('a mistake in the script');
    };
    const upstream = await startUpstream({ script: [broken] });
    const reply = await chatRaw(upstream.url);
    expect(reply.status).toBe(500);
    expect(reply.text).toContain('a mistake in the script');
    await expect(upstream.close()).rejects.toThrow('a mistake in the script');
  });

  it('that throws inside its stream resets the connection', async () => {
    const broken = stream(
      (function* () {
        yield 'data: 1\n\n';
        throw new Error('no more frames');
      })(),
    );
    const upstream = await startUpstream({ script: [broken] });
    const reply = await chatRaw(upstream.url);
    expect(reply).toMatchObject({ status: 200, text: 'data: 1\n\n', ending: 'ECONNRESET' });
    await expect(upstream.close()).rejects.toThrow('no more frames');
  });

  it('can hold an answer until a promise resolves', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const held: Behaviour = function* (answer) {
      yield { kind: 'hold', pass: () => promise };
      yield* answer;
    };
    await using upstream = await startUpstream({
      script: [compose(respond({ text: 'ok' }), held)],
    });
    const reply = chatRaw(upstream.url);
    const request = await upstream.nextRequest();
    expect(request.outcome).toBeUndefined();
    resolve();
    expect((await reply).text).toBe('ok');
  });
});
