import { inspect } from 'node:util';
import type { ApiName, Hooks } from '@gw/core';
import { recordings, respond, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { isNative } from './support/endpoints.ts';
import {
  forEachConvertedWhole,
  forEachEndpoint,
  forEachNativeWhole,
  forEachStream,
} from './support/for-each-endpoint.ts';
import type { House } from './support/house.ts';
import type { RawReply } from './support/raw-client.ts';
import { refusalFor } from './support/refusals.ts';
import { endsWell, errorAtEnd } from './support/sse-text.ts';

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
  '{"object":"response","output":null,"usage":null,"status":null}',
  '{"object":"response","output":{},"usage":[],"tools":null,"text":7}',
  '{"object":"response","output":[null,7,{},{"type":7}]}',
  '{"object":"response","output":[{"type":"message","content":null},{"type":"message","content":[null]}]}',
  '{"object":"response","output":[{"type":"message","content":"x","role":null}],"model":7,"id":7}',
  '{"object":"response","output":[{"type":"reasoning","summary":null,"content":{},"encrypted_content":null}]}',
  '{"object":"response","output":[{"type":"function_call","arguments":{},"call_id":null,"name":7}]}',
  '{"object":"response","output":[{"type":"acme:search","id":null}],"status":"incomplete"}',
  '{"type":"message","content":null,"usage":null,"stop_reason":7}',
  '{"type":"message","content":[null,7,{},{"type":7},{"type":"text"}],"usage":[]}',
  '{"type":"message","content":[{"type":"text","text":7,"citations":{}},{"type":"tool_use","input":"x","id":null}]}',
  '{"type":"message","content":[{"type":"thinking","thinking":null,"signature":7}],"usage":{"input_tokens":"1"}}',
];

/** The member without which a body says nothing. */
const listOf: Readonly<Partial<Record<ApiName, string>>> = {
  responses: 'output',
  messages: 'content',
};

const json = (text: string) => respond({ headers: { 'content-type': 'application/json' }, text });

forEachNativeWhole('odd JSON from the upstream of %s', (_, endpoint, openHouse) => {
  const { api, path, request } = endpoint;
  const list = listOf[api];
  const isAnswer = (text: string) => list === undefined || Array.isArray(JSON.parse(text)[list]);

  it.each(oddReplies.filter(isAnswer))('%s passes as it came, watched or not', async (text) => {
    await using house = await openHouse();
    house.upstream.script(json(text));
    const reply = await house.send(path, { body: request });
    expect(reply.status).toBe(200);
    // A response gets the members that the contract wants.
    if (api === 'responses') expectCompleted(reply, text);
    else expect(reply.text).toBe(text);
    expect(house.log).toEqual([]);
    const [settled] = await house.settled();
    expect(settled?.outcome).toBe('completed');
  });

  it.each(oddReplies.filter((text) => !isAnswer(text)))('%s is no answer', async (text) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expect(reply.status).toBe(502);
    const error = { code: 'upstream_invalid_response' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, error));
    expect(house.upstream.requests).toHaveLength(2);
    expect(house.log).toEqual([]);
  });
});

/** It says what its upstream said; what that left out, or had as null, is filled. */
function expectCompleted(reply: RawReply, text: string): void {
  const { model: _, ...said } = JSON.parse(text) as Record<string, unknown>;
  const told = Object.entries(said).filter(([, value]) => value !== null);
  expect(reply.json()).toMatchObject(Object.fromEntries(told));
  expect(reply.json().status).toBe(said.status ?? 'completed');
  expect(reply.json().output).toEqual(said.output ?? []);
}

forEachConvertedWhole('odd JSON from the upstream of %s', (_, { path, request }, openHouse) => {
  it.each(oddReplies)('%s: a reply or a refusal, never an error of our own', async (text) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expectNotOurs(reply, house);
    expect([200, 502]).toContain(reply.status);
  });
});

forEachStream('odd JSON where %s was asked for', (_, { path, request }, openHouse) => {
  const title = '%s: a stream or a refusal, never an error of our own';
  const test = async (text: string) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expectNotOurs(reply, house);
    expect([200, 502]).toContain(reply.status);
  };
  it.each(oddReplies)(title, test);
});

forEachEndpoint('an error as the JSON of a 200, %s', (_, endpoint, openHouse) => {
  const { path, request } = endpoint;
  it.each([
    ['{"error":{"message":"Overloaded","code":"busy"}}', 502],
    ['{"error":"Overloaded"}', 502],
    ['{"error":{"message":"Overloaded","code":429}}', 429],
  ])('%s is an error: asked again, then told', async (text, status) => {
    await using house = await openHouse();
    house.upstream.script(json(text), json(text));
    const reply = await house.send(path, { body: request });
    expect(reply.status).toBe(status);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, status, { message: 'Overloaded' }));
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
  '{"type":"response.created"}',
  '{"type":"response.created","response":null}',
  '{"type":"response.in_progress","response":[],"sequence_number":"7"}',
  '{"type":"response.output_item.added","item":null}',
  '{"type":"response.output_item.added","output_index":-1,"item":{"type":7,"id":null}}',
  '{"type":"response.output_item.added","item":{"type":"message","id":"msg_x","content":null}}',
  '{"type":"response.content_part.added","item_id":null,"part":null}',
  '{"type":"response.output_text.delta"}',
  '{"type":"response.output_text.delta","item_id":"nobody","delta":7}',
  '{"type":"response.output_text.delta","item_id":7,"content_index":"0","delta":{"x":1}}',
  '{"type":"response.function_call_arguments.delta","item_id":"good","delta":null}',
  '{"type":"response.reasoning_summary_text.delta","item_id":"good","summary_index":9,"delta":"x"}',
  '{"type":"response.output_text.annotation.added","item_id":"good","annotation":null}',
  '{"type":"response.output_item.done","item":null}',
  '{"type":"response.output_item.done","item":{"type":"reasoning","summary":null}}',
  '{"type":"acme:trace_event","item":[null]}',
  '{"type":"message_start"}',
  '{"type":"message_start","message":null}',
  '{"type":"message_start","message":{"content":7,"usage":"many"}}',
  '{"type":"content_block_start","index":null,"content_block":null}',
  '{"type":"content_block_start","index":"7","content_block":{"type":7}}',
  '{"type":"content_block_delta"}',
  '{"type":"content_block_delta","index":0,"delta":null}',
  '{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":7}}',
  '{"type":"content_block_delta","index":9,"delta":{"type":"text_delta","text":"x"}}',
  '{"type":"content_block_delta","index":0,"delta":{"type":"acme_delta","acme":[]}}',
  '{"type":"content_block_stop","index":[]}',
  '{"type":"message_delta","delta":null,"usage":null}',
  '{"type":"message_delta","delta":7,"usage":{"output_tokens":"x"}}',
  '{"type":"ping","x":null}',
  '{"error":null}',
  '{"error":{}}',
  '{"error":[]}',
];

const imageEvent = (type: string) =>
  `event: image_generation.${type}\ndata: {"type":"image_generation.${type}","b64_json":"Z29v"}\n\n`;
const [opened = '', running = '', added = '', part = '', ...rest] = recordings.responsesText.frames;
const chatEvents = [
  'data: {"choices":[{"index":0,"delta":{"content":"good"}}]}\n\n',
  'data: [DONE]\n\n',
];
const message = recordings.messagesToolCalls.frames;
/** Content, and the end of a stream. */
const goodEvents = new Map([
  ['chat', chatEvents],
  ['images', [imageEvent('partial_image'), imageEvent('completed')]],
  ['messages', [message.slice(0, -1).join(''), `${message.at(-1)}`]],
  ['responses', [[opened, running, added, part, ...rest.slice(0, -1)].join(''), `${rest.at(-1)}`]],
]);

forEachStream('odd events in %s', (_, endpoint, openHouse) => {
  const { api, asks, path, request } = endpoint;
  const [good = '', end = ''] = goodEvents.get(asks) ?? [];
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
        expectNotOurs(reply, house);
        const failed = reply.status !== 200 || errorAtEnd(reply.text) !== undefined;
        // There the gateway writes anew what hooks let through.
        const isOurs = api === 'responses' || (api === 'messages' && use.length > 0);
        if (!failed && isNative(endpoint) && !isOurs) {
          expect(inOrder(reply.text)).toBe(inOrder(frames.join('')));
        }
        if (!failed && reply.status === 200) expect(endsWell(reply.text)).toBe(true);
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
      expectNotOurs(reply, house);
      expect([200, 502]).toContain(reply.status);
    };
    it.each(oddEvents)('%s', test);
  });
});

forEachEndpoint('odd requests to %s', (_, { path, request, input }, openHouse) => {
  const title = '%j is passed on or refused, never an error of our own';
  const test = async (members: object) => {
    await using house = await openHouse();
    const reply = await house.send(path, { body: { ...request, ...members } });
    expectNotOurs(reply, house);
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
    [{ type: 'message', role: 'user', content: [null, { type: 'input_text' }, { type: 7 }] }],
    [{ type: 'function_call' }, { type: 'function_call_output', call_id: null }],
    [{ type: 'reasoning', summary: null, encrypted_content: 7 }],
    [{ type: 'item_reference' }, { type: 'compaction' }, { type: 'acme:thing', id: 7 }],
    [{ id: 7 }],
    [{ role: 'user', content: [{ type: 'tool_result' }, { type: 'image', source: null }] }],
    [{ role: 'user', content: [{ type: 'document', source: { type: 'base64', data: 7 } }] }],
    [{ role: 'assistant', content: [{ type: 'thinking' }, { type: 'tool_use', input: 'x' }] }],
    [{ role: 'assistant', content: [{ type: 'redacted_thinking', data: 7 }] }, { role: 'user' }],
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
    { tools: [null, 7, { type: 'function' }, { type: 'acme:tool' }] },
    { tool_choice: 7 },
    { tool_choice: { type: 'allowed_tools', tools: null } },
    { text: null },
    { text: { format: 7 } },
    { reasoning: [] },
    { include: 'everything' },
    { metadata: 7 },
    { metadata: { user_id: 7 } },
    { system: 7 },
    { system: [null, { type: 'text' }] },
    { thinking: { type: 7 } },
    { thinking: { type: 'enabled', budget_tokens: 'many' } },
    { output_config: { format: { type: 'json_schema', schema: 7 } } },
    { max_tokens: 'many' },
    { max_tokens: 0 },
    { stop_sequences: [7] },
    { container: 7 },
    { instructions: 7 },
    { previous_response_id: 7 },
    { store: 'yes' },
    { max_output_tokens: 'many' },
    { prompt_cache_key: 7 },
    { safety_identifier: null },
    { model: '' },
    { model: '../../etc/passwd' },
    { model: 'main/' },
    { model: '*' },
    { model: '\u0000' },
  ])(title, test);
});

function expectNotOurs({ text, ending }: RawReply, { log, events }: House): void {
  expect(text).not.toContain('internal_error');
  // Not every api tells codes.
  expect(inspect(events, { depth: 4 })).not.toContain('internal_error');
  expect(log).toEqual([]);
  expect(ending).toBe('end');
}
