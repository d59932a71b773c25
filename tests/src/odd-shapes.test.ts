import type { Hooks } from '@gw/core';
import { respond, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { forEachEndpoint, forEachStream, forEachWhole } from './support/for-each-endpoint.ts';
import { openHouse } from './support/house.ts';
import type { RawReply } from './support/raw-client.ts';
import { errorAtEnd } from './support/sse-text.ts';

/** What upstreams that call themselves compatible send, and what nobody should. */
const oddReplies = [
  '{}',
  '{"error":null,"choices":[]}',
  '{"choices":[]}',
  '{"choices":null,"data":null,"usage":null}',
  '{"choices":{},"data":{},"usage":[]}',
  '{"choices":[null],"data":[null]}',
  '{"choices":[{}],"data":[{}]}',
  '{"choices":[{"message":null}]}',
  '{"choices":[{"message":{"content":null,"tool_calls":null}}],"usage":{}}',
  '{"choices":[{"message":{"content":[{"type":"text","text":"x"}],"tool_calls":{}}}]}',
  '{"choices":[{"message":"x"}],"usage":"many","model":7}',
  '{"usage":{"prompt_tokens":"1","completion_tokens":null,"prompt_tokens_details":null}}',
  '{"data":"x","usage":{"input_tokens":-1,"total_tokens":1e999}}',
];

const json = (text: string) => respond({ headers: { 'content-type': 'application/json' }, text });

forEachWhole('odd JSON from the upstream of %s', (_, { path, request }) => {
  it.each(oddReplies)('%s passes as it came, watched or not', async (text) => {
    await using house = await openHouse();
    house.upstream.script(json(text));
    const reply = await house.send(path, { body: request });
    expect([reply.status, reply.text]).toEqual([200, text]);
    expect(house.log).toEqual([]);
    const [settled] = await house.settled();
    expect(settled?.outcome).toBe('completed');
  });
});

forEachStream('odd JSON where %s was asked for', (_, { path, request }) => {
  const title = '%s: a stream or a refusal, never an error of our own';
  const test = async (text: string) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expectNotOurs(reply, house.log);
    expect([200, 502]).toContain(reply.status);
  };
  it.each(oddReplies)(title, test);
});

forEachEndpoint('an error as the JSON of a 200, %s', (_, { path, request }) => {
  it.each([
    ['{"error":{"message":"Overloaded","code":"busy"}}', 502],
    ['{"error":"Overloaded"}', 502],
    ['{"error":{"message":"Overloaded","code":429}}', 429],
  ])('%s is an error: asked again, then told', async (text, status) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expect(reply.status).toBe(status);
    expect(reply.json()).toMatchObject({ error: { message: 'Overloaded' } });
    expect(house.upstream.requests).toHaveLength(2);
  });
});

const oddEvents = [
  'null',
  '5',
  '"text"',
  '[]',
  '{}',
  '{"choices":null}',
  '{"choices":[]}',
  '{"choices":{}}',
  '{"choices":[null]}',
  '{"choices":[{}]}',
  '{"choices":[{"delta":null}]}',
  '{"choices":[{"delta":"x"}]}',
  '{"choices":[{"delta":{"content":null,"tool_calls":null}}]}',
  '{"choices":[{"delta":{"tool_calls":[null]}}]}',
  '{"choices":[{"delta":{"tool_calls":{}}}]}',
  '{"choices":[{"index":"0","delta":{"content":["x"]}}],"usage":"many"}',
  '{"choices":[{"finish_reason":"stop"}],"usage":null}',
  '{"usage":{"prompt_tokens":null}}',
  '{"type":null}',
  '{"type":"image_generation.partial_image"}',
  '{"type":"image_generation.partial_image","b64_json":null}',
  '{"type":"something.new","b64_json":7}',
  '{"error":null}',
  '{"error":{}}',
  '{"error":[]}',
];

const imageEvent = (type: string) =>
  `event: image_generation.${type}\ndata: {"type":"image_generation.${type}","b64_json":"Z29v"}\n\n`;
const goodEvents = {
  chat: ['data: {"choices":[{"index":0,"delta":{"content":"good"}}]}\n\n', 'data: [DONE]\n\n'],
  images: [imageEvent('partial_image'), imageEvent('completed')],
  embeddings: [],
} as const;

forEachStream('odd events in %s', (_, { api, path, request }) => {
  const [good = '', end = ''] = goodEvents[api];
  // With usage asked for, so that nothing is taken out again.
  const body = api === 'chat' ? { ...request, stream_options: { include_usage: true } } : request;

  describe.each<[string, Hooks[]]>([
    ['as they come', []],
    ['through a chunk hook', [{ name: 'look', onChunk: (event) => event }]],
  ])('%s', (_how, use) => {
    // Behind a hook, what finishes a stream comes last.
    const inOrder = (text: string) =>
      use.length === 0 ? text : text.split('\n\n').sort().join('\n\n');
    const test = async (odd: string) => {
      const event = `data: ${odd}\n\n`;
      for (const frames of [
        [event, good, end],
        [good, event, end],
      ]) {
        await using house = await openHouse({ use });
        house.upstream.script(stream(frames), stream(frames));
        const reply = await house.send(path, { body });
        expectNotOurs(reply, house.log);
        const failed = reply.status !== 200 || errorAtEnd(reply.text) !== undefined;
        if (!failed) expect(inOrder(reply.text)).toBe(inOrder(frames.join('')));
        const [settled] = await house.settled();
        expect(settled?.outcome).toBe(failed ? 'failed' : 'completed');
      }
    };
    it.each(oddEvents)('%s: passed or refused, never an error of our own', test);
  });

  describe('collected for a client that wants JSON', () => {
    const test = async (odd: string) => {
      await using house = await openHouse();
      const frames = stream([good, `data: ${odd}\n\n`, end]);
      house.upstream.script(frames, frames);
      const reply = await house.send(path, { body: { ...request, stream: false } });
      expectNotOurs(reply, house.log);
      expect([200, 502]).toContain(reply.status);
    };
    it.each(oddEvents)('%s', test);
  });
});

forEachEndpoint('odd requests to %s', (_, { path, request, input }) => {
  const title = '%j is passed on or refused, never an error of our own';
  const test = async (members: object) => {
    await using house = await openHouse();
    const reply = await house.send(path, { body: { ...request, ...members } });
    expectNotOurs(reply, house.log);
    const settled = await house.settled();
    expect(settled).toHaveLength(1);
  };
  const inputs = [
    null,
    7,
    {},
    [],
    [null],
    [[]],
    [{}],
    [{ role: 7 }],
    [{ role: 'user', content: null }],
    [{ role: 'user', content: [null, 7, { type: 'file', file: null }] }],
    [{ role: 'assistant', audio: 7 }],
  ];
  it.each(inputs.map((value) => ({ [input]: value })))(title, test);
  it.each([
    { stream: 'yes' },
    { stream: 1 },
    { stream: null },
    { stream_options: 7 },
    { stream_options: null },
    { stream_options: [] },
    { tools: null },
    { tools: {} },
    { prompt_cache_key: 7 },
    { safety_identifier: null },
    { model: '' },
    { model: '../../etc/passwd' },
    { model: 'main/' },
    { model: '*' },
    { model: '\u0000' },
  ])(title, test);
});

function expectNotOurs({ text, ending }: RawReply, log: readonly unknown[]): void {
  expect(text).not.toContain('internal_error');
  expect(log).toEqual([]);
  expect(ending).toBe('end');
}
