import type { ApiName } from '@gw/core';
import {
  type Behaviour,
  comments,
  compose,
  cr,
  crlf,
  cutBeforeContent,
  cutBeforeDone,
  cutMidStream,
  doneFrame,
  errorEventInside200,
  normal,
  paced,
  type RecordedStream,
  recordings,
  slowFirstByte,
  splitEveryByte,
  splitUtf8,
  status,
  stream,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import {
  chatStream,
  type Endpoint,
  framesWith,
  isNative,
  withPartials,
} from './support/endpoints.ts';
import { ask, forEachStream, houseOf } from './support/for-each-endpoint.ts';
import { openHouse } from './support/house.ts';
import { contentOf, withoutChance } from './support/read-content.ts';
import { errorFor, refusalFor } from './support/refusals.ts';
import { chatTextOf, endsWell, errorAtEnd, readEvents } from './support/sse-text.ts';

const retryOff = { 'x-gw-retry': 'off' };

const recordingOf = ({ asks }: Endpoint): RecordedStream => {
  if (asks === 'chat') return recordings.chatText;
  if (asks === 'responses') return recordings.responsesText;
  return asks === 'messages' ? recordings.messagesToolCalls : recordings.imagePartials;
};

/** The recorded stream's own request, which asks for all that is in it; converted, the endpoint's. */
const requestFor = (endpoint: Endpoint) =>
  isNative(endpoint) ? recordingOf(endpoint).request : endpoint.request;

/** The recorded stream as it is, or as its frames are given, and spoiled. */
async function play(
  endpoint: Endpoint,
  spoilers: readonly Behaviour[] = [],
  frames: readonly string[] = recordingOf(endpoint).frames,
) {
  await using house = await houseOf(endpoint)();
  house.upstream.script(compose(stream(frames), ...spoilers));
  return await house.send(endpoint.path, { body: requestFor(endpoint) });
}

/** What the client gets of the recorded stream: its bytes, and the end that the gateway writes. */
async function expectedOf(endpoint: Endpoint): Promise<string> {
  if (!isNative(endpoint)) return (await play(endpoint)).text;
  const { frames } = recordingOf(endpoint);
  return [...frames, ...(endpoint.api === 'responses' ? [doneFrame] : [])].join('');
}

forEachStream('framing of %s', (_, endpoint) => {
  it.each<[string, Behaviour[]]>([
    ['bytes as they come', []],
    ['every byte in a read of its own', [splitEveryByte()]],
    ['every character torn apart', [splitUtf8()]],
  ])('%s: the same bytes', async (_name, spoilers) => {
    const reply = await play(endpoint, spoilers);
    expect(withoutChance(reply.text)).toBe(withoutChance(await expectedOf(endpoint)));
  });

  it.each([
    ['CRLF', crlf()],
    ['CR', cr()],
    ['CRLF torn apart', compose(crlf(), splitEveryByte())],
    ['CR torn apart', compose(cr(), splitEveryByte())],
  ])('%s line ends: a naive client reads the same', async (_name, spoiler) => {
    expectSame((await play(endpoint, [spoiler])).text, await expectedOf(endpoint));
  });

  it('comments between the frames pass, and are no content', async () => {
    const reply = await play(endpoint, [comments('thinking')]);
    expectSame(reply.text, await expectedOf(endpoint));
    expect(reply.text).toContain(': thinking\n\n');
  });

  it('several data lines, and fields nobody knows: a naive client reads one line', async () => {
    const split = recordingOf(endpoint).frames.map((frame) =>
      frame.replace(/^data: (\{)(.*)\n\n$/ms, 'data: $1\ndata:$2\nid: 7\nretry: 10\n\n'),
    );
    expectSame((await play(endpoint, [], split)).text, await expectedOf(endpoint));
  });
});

/** The same events with the same names, as a naive client reads them. */
function expectSame(text: string, expected: string): void {
  const read = (all: string) =>
    readEvents(withoutChance(all)).map(({ name, data }) =>
      data === '[DONE]' ? data : { name, event: JSON.parse(data) as unknown },
    );
  expect(read(text)).toEqual(read(expected));
}

forEachStream('errors inside a 200, %s', (_, endpoint, openHouse) => {
  it('before any content: asked again, and nothing of the first try is seen', async () => {
    await using house = await openHouse();
    house.upstream.script(errorEventInside200({ error: { message: 'Overloaded' } }), normal());
    const reply = await ask(house, endpoint);
    expect(reply.text).not.toContain('Overloaded');
    expect(contentOf(endpoint, reply.text)).not.toBe('');
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('before any content, named "error" as others do', async () => {
    await using house = await openHouse();
    house.upstream.script(errorEventInside200({ event: 'error' }), normal());
    const reply = await ask(house, endpoint);
    expect(errorAtEnd(reply.text)).toBeUndefined();
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('before any content, every time: the client gets a status and their words', async () => {
    await using house = await openHouse();
    const failing = errorEventInside200({ error: { message: 'Overloaded', code: 'busy' } });
    house.upstream.script(failing, failing);
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(502);
    const error = { message: 'Overloaded', code: 'busy' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, error));
    expect(reply.header('x-should-retry')).toBe('false');
  });

  it('a refusal of the request is final: asked once', async () => {
    await using house = await openHouse();
    const error = { message: 'Bad.', type: 'invalid_request_error', code: 'context_length' };
    house.upstream.script(errorEventInside200({ error, nested: true }), normal());
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 400, error));
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('after content: the same error ends the stream, and nothing is asked again', async () => {
    await using house = await openHouse();
    const error = { message: 'Overloaded', type: 'server_error', param: null, code: 'busy' };
    const failing = errorEventInside200({
      afterFrames: framesWith(endpoint, 2),
      error,
      nested: true,
    });
    house.upstream.script(compose(failing, paced(10)));
    const reply = await ask(house, { ...endpoint, request: withPartials(endpoint) });
    expect([reply.status, reply.ending]).toEqual([200, 'end']);
    expect(errorAtEnd(reply.text)).toEqual(errorFor(endpoint, 502, error));
    expect(readEvents(reply.text).map(({ name }) => name)).toSatisfy(isNamedEnd(endpoint));
    expect(endsWell(reply.text)).toBe(false);
    expect(contentOf(endpoint, reply.text)).not.toBe('');
    expect(house.upstream.requests).toHaveLength(1);
    const [settled] = await house.settled();
    expect(settled).toMatchObject({
      outcome: 'failed',
      status: 200,
      error: { message: 'Overloaded' },
    });
  });

  it('after content in the same read: the content still reaches the client', async () => {
    const content = recordingOf(endpoint).frames.slice(0, framesWith(endpoint, 2)).join('');
    const failure = 'data: {"error":{"message":"Overloaded","type":"server_error"}}\n\n';
    await using house = await openHouse();
    house.upstream.script(stream([content + failure]));
    const reply = await ask(house, endpoint, retryOff);
    expect(errorAtEnd(reply.text)).toMatchObject({ message: 'Overloaded' });
    expect(contentOf(endpoint, reply.text)).toBe(contentOf(asked(endpoint), content));
    if (isNative(endpoint)) expect(reply.text.startsWith(content)).toBe(true);
  });
});

/** The same stream as its upstream tells it. */
const asked = (endpoint: Endpoint): Endpoint => ({ ...endpoint, api: endpoint.asks });

/** Errors have no name in chat; the Responses wire tells of the response behind them. */
function isNamedEnd({ api }: Endpoint) {
  const ends: Partial<Record<ApiName, (string | undefined)[]>> = {
    images: ['error'],
    messages: ['error'],
    responses: ['error', 'response.failed', undefined],
  };
  const end = ends[api] ?? [undefined];
  return (names: readonly (string | undefined)[]) =>
    JSON.stringify(names.slice(-end.length)) === JSON.stringify(end);
}

forEachStream('ends of %s', (_, endpoint, openHouse) => {
  it('without its terminal event: an error, never a clean end', async () => {
    await using house = await openHouse();
    house.upstream.script(cutBeforeDone());
    const reply = await ask(house, endpoint);
    const error = { code: 'upstream_incomplete' };
    expect(errorAtEnd(reply.text)).toMatchObject(errorFor(endpoint, 502, error));
    expect(endsWell(reply.text)).toBe(false);
  });

  it('the preamble of a try that failed is not seen', async () => {
    await using house = await openHouse();
    house.upstream.script(cutBeforeContent({ how: 'fin' }), normal());
    const reply = await ask(house, endpoint);
    await using plain = await openHouse();
    const expected = await ask(plain, endpoint);
    expect(withoutChance(reply.text)).toBe(withoutChance(expected.text));
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('no continuation is invented: after content the upstream is not asked to go on', async () => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: { '*': ['main', 'spare'] },
    });
    house.upstream.script(cutMidStream({ afterFrames: framesWith(endpoint, 2), how: 'fin' }));
    await ask(house, { ...endpoint, request: withPartials(endpoint) });
    expect(house.upstream.requests).toHaveLength(1);
    expect(house.upstreamOf('spare').requests).toHaveLength(0);
  });
});

forEachStream(
  'a connection that dies behind the terminal event of %s',
  (_, endpoint, openHouse) => {
    // Once that is out nothing is missing, so nothing has failed.
    it.each(['fin', 'reset', 'stall'] as const)('(%s) takes nothing away', async (how) => {
      await using house = await openHouse({ provider: { timeouts: { idleMs: 60 } } });
      const { frames } = recordingOf(endpoint);
      const dies = cutMidStream({ afterFrames: frames.length, how, settleMs: 50 });
      house.upstream.script(compose(stream(frames), dies));
      const reply = await house.send(endpoint.path, { body: requestFor(endpoint) });
      expect(withoutChance(reply.text)).toBe(withoutChance(await expectedOf(endpoint)));
      const [settled] = await house.settled();
      expect(settled?.outcome).toBe('completed');
    });
  },
);

describe('a chat stream', () => {
  it('whatever comes behind [DONE] is not passed on', async () => {
    await using house = await openHouse();
    house.upstream.script(stream([...recordings.chatText.frames, 'data: {"more":1}\n\n']));
    const reply = await house.send('/chat/completions', { body: recordings.chatText.request });
    expect(reply.text.trimEnd().endsWith('data: [DONE]')).toBe(true);
  });

  it('that is empty but ends properly is an answer', async () => {
    await using house = await openHouse();
    house.upstream.script(stream([recordings.chatText.frames[0] ?? '', doneFrame]));
    const reply = await ask(house, chatStream);
    expect(reply.text).toBe(`${recordings.chatText.frames[0]}${doneFrame}`);
    expect(house.upstream.requests).toHaveLength(1);
  });

  it('with a frame that is no JSON, before content: asked again', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(['data: {"broken\n\n', doneFrame]), normal());
    const reply = await ask(house, chatStream);
    expect(chatTextOf(reply.text)).toBe('You wrote: one two three');
  });

  it('with a frame that is no JSON, after content: an error event', async () => {
    await using house = await openHouse();
    const [role = '', first = ''] = recordings.chatText.frames;
    house.upstream.script(stream([role, first, 'data: {"broken\n\n', doneFrame], { delayMs: 10 }));
    const reply = await ask(house, chatStream);
    expect(errorAtEnd(reply.text)).toMatchObject({ code: 'upstream_invalid_response' });
    expect(reply.text).toContain(first);
  });
});

forEachStream('keep-alive on %s', (_, endpoint, openHouse) => {
  it('comments while the model thinks, and then the stream as ever', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 30 } });
    house.upstream.script(slowFirstByte(200, { headersFirst: true }));
    const reply = await ask(house, endpoint);
    expect(reply.text.startsWith(': keep-alive\n\n')).toBe(true);
    await using plain = await openHouse();
    const expected = await ask(plain, endpoint);
    expectSame(reply.text, expected.text);
    expect(reply.header('x-request-id')).toMatch(/^req_/);
  });

  it('comments in the middle of a stream too', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 20 } });
    house.upstream.script(paced(90));
    const reply = await ask(house, endpoint);
    expect(reply.text.split(': keep-alive\n\n').length).toBeGreaterThan(3);
    expect(errorAtEnd(reply.text)).toBeUndefined();
  });

  it('does not commit: what fails behind it is asked again', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 20 } });
    house.upstream.script(compose(status(503), slowFirstByte(80)), normal());
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(contentOf(endpoint, reply.text)).not.toBe('');
    expect(errorAtEnd(reply.text)).toBeUndefined();
    expect(house.upstream.requests).toHaveLength(2);
  });

  it('fixes the status: what fails for good is told inside the stream', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 20 } });
    const words = {
      message: 'No such thing.',
      type: 'invalid_request_error',
      param: 'x',
      code: 'y',
    };
    house.upstream.script(compose(status(422, words), slowFirstByte(80)));
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    expect(errorAtEnd(reply.text)).toEqual(errorFor(endpoint, 422, words));
    expect(endsWell(reply.text)).toBe(false);
  });

  it('without it, and while nothing is silent, no comment is sent', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: false } });
    house.upstream.script(slowFirstByte(60));
    expect((await ask(house, endpoint)).text).not.toContain('keep-alive');
    await using quick = await openHouse();
    expect((await ask(quick, endpoint)).text).not.toContain('keep-alive');
  });
});

describe('keep-alive as events', () => {
  it('shows watchdogs that cannot see comments a chunk without content, which the SDK skips', async () => {
    await using house = await openHouse({ keepAlive: { afterMs: 20, as: 'event' } });
    house.upstream.script(slowFirstByte(100));
    const chunks = await house.client().chat.completions.create({
      model: 'test-model',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
    });
    let empty = 0;
    let text = '';
    for await (const chunk of chunks) {
      if (chunk.choices.length === 0) empty++;
      text += chunk.choices[0]?.delta.content ?? '';
    }
    expect(empty).toBeGreaterThan(0);
    expect(text).toBe('You wrote: Hi');
  });
});
