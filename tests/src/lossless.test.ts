import { request } from 'node:http';
import type { Hooks } from '@gw/core';
import {
  compose,
  doneFrame,
  type RecordedStream,
  recordings,
  respond,
  splitEveryByte,
  stream,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { chatJson, type Endpoint } from './support/endpoints.ts';
import {
  forEachEndpoint,
  forEachNative,
  forEachNativeStream,
  forEachNativeWhole,
} from './support/for-each-endpoint.ts';
import { type House, type HouseOptions, openHouse } from './support/house.ts';
import { readReply } from './support/raw-client.ts';
import { refusalFor } from './support/refusals.ts';
import { readJsonEvents } from './support/sse-text.ts';
import { wholeResponse } from './support/whole-response.ts';

/** JSON that no parser and no writer gives back as it was. */
const oddities = String.raw`"unknown": {"z": 1, "a": [1.0, 1e400, -0, 12345678901234567890, 0.1e-7, 1E+2]},
	"10": "numbers go first in objects", "2": null,
  "escapes": "\u00e9\/\"\\\ud83d\udc4b \u2028 é 👋",   "\u0061\u0300": true, "empty": {}, "__proto__": {"x": 1},
  "deep": [[[[[[{"b":1,"b":2}]]]]]]`;

/** The same oddities around the members that the endpoint needs. */
function oddBody({ request }: Endpoint, model: string): string {
  const { model: _, ...rest } = request;
  const members = Object.entries(rest).map(
    ([name, value]) => `${JSON.stringify(name)} :${JSON.stringify(value, null, 1)}`,
  );
  return `\n{ ${oddities},\r\n  "model"\t:\t"${model}" , ${members.join(' ,\n')}  }\n `;
}

const post = (house: House, { path }: Endpoint, body: string, headers = {}) =>
  house.send(path, { body, headers });

/** What the gateway adds behind the client's members: a stream's request for usage, say. */
function withAdded({ api, stream }: Endpoint, body: string): string {
  const usage = ',"stream_options":{"include_usage":true}';
  // The gateway remembers, and not the upstream.
  const added = api === 'responses' ? ',"store":false' : api === 'chat' && stream ? usage : '';
  return body.replace(/\s*\}\s*$/, (end) => added + end);
}

forEachNative('requests of %s', (_, endpoint, openHouse) => {
  const withUsage = (body: string) => withAdded(endpoint, body);

  it('reach the upstream byte for byte', async () => {
    await using house = await openHouse();
    const body = oddBody(endpoint, endpoint.request.model);
    expect((await post(house, endpoint, body)).status).toBe(200);
    expect(house.upstream.requests[0]?.text).toBe(withUsage(body));
  });

  it('with another model: only that member is another', async () => {
    await using house = await openHouse({ models: { alias: 'main/real "model"' } });
    expect((await post(house, endpoint, oddBody(endpoint, 'alias'))).status).toBe(200);
    expect(house.upstream.requests[0]?.text).toBe(
      withUsage(oddBody(endpoint, String.raw`real \"model\"`)),
    );
  });

  it('with overrides and a hook: only their members are others, the last word is the target’s', async () => {
    await using house = await openHouse({
      models: { '*': { provider: 'main', overrides: { '2': 'over', added: [1] } } },
      use: [
        {
          name: 'edit',
          onRequest: (ctx) => ({ request: ctx.request.with({ '2': 'hook', empty: 7 } as object) }),
        },
      ],
    });
    const body = oddBody(endpoint, 'm');
    expect((await post(house, endpoint, body)).status).toBe(200);
    const received = house.upstream.requests[0]?.text ?? '';
    const parts = ['"2": "over"', '"empty": 7', '"added":[1]'];
    for (const part of parts) expect(received).toContain(part);
    const back = received
      .replace('"2": "over"', '"2": null')
      .replace('"empty": 7', '"empty": {}')
      .replace(',"added":[1]', '');
    expect(back).toBe(withUsage(body));
  });

  it('of a client that sets what the gateway adds: only that member is another', async () => {
    await using house = await openHouse();
    const body = oddBody(endpoint, 'm').replace('"empty": {}', '"store" : true, "empty": {}');
    expect((await post(house, endpoint, body)).status).toBe(200);
    const isOurs = endpoint.api === 'responses';
    const expected = isOurs ? body.replace('"store" : true', '"store" : false') : withUsage(body);
    expect(house.upstream.requests[0]?.text).toBe(expected);
  });
});

forEachEndpoint('requests of %s', (_, endpoint, openHouse) => {
  it('are refused where two readers could read them differently', async () => {
    await using house = await openHouse();
    const body = JSON.stringify(endpoint.request);
    for (const more of ['"model":"other"', '"Model":"other"', String.raw`"\u006dodel":"other"`]) {
      const reply = await post(house, endpoint, body.replace(/\}$/, `,${more}}`));
      expect(reply.status).toBe(400);
      const error = { code: 'ambiguous_parameter', param: 'model' };
      expect(reply.json()).toMatchObject(refusalFor(endpoint, 400, error));
    }
    expect(house.upstream.requests).toHaveLength(0);
  });

  it('nested deeper than anybody can read are refused, not crashed over', async () => {
    await using house = await openHouse();
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = JSON.stringify(endpoint.request).replace(/\}$/, `,"x":${deep}}`);
    const reply = await post(house, endpoint, body);
    expect(reply.status).toBe(400);
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 400, { code: 'invalid_request' }));
  });
});

forEachEndpoint('bad requests to %s', (_, endpoint, openHouse) => {
  const good = JSON.stringify(endpoint.request);
  it.each([
    ['no JSON', '{"model":', 400, 'invalid_json', null],
    [
      'not UTF-8',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      400,
      'invalid_json',
      null,
    ],
    ['an empty body', '', 400, 'invalid_json', null],
    ['a list', '[]', 400, 'invalid_request', null],
    ['a text', '"x"', 400, 'invalid_request', null],
    ['null', 'null', 400, 'invalid_request', null],
    ['no model', good.replace(/"model":"[^"]*",/, ''), 400, 'missing_required_parameter', 'model'],
    [
      'a model of the wrong type',
      good.replace(/"model":"[^"]*"/, '"model":7'),
      400,
      'invalid_type',
      'model',
    ],
  ])('%s', async (_name, body, code, word, param) => {
    await using house = await openHouse();
    const reply = await house.send(endpoint.path, { body });
    expect(reply.status).toBe(code);
    const error = { type: 'invalid_request_error', param, code: word };
    expect(reply.json()).toEqual(
      refusalFor(endpoint, code, { ...error, message: expect.any(String) }),
    );
    expect(reply.header('x-request-id')).toMatch(/^req_/);
    expect(house.upstream.requests).toHaveLength(0);
  });

  it.each([
    [{ 'content-type': 'text/plain' }],
    [{ 'content-type': 'application/x-www-form-urlencoded' }],
    [{ 'content-type': 'application/json; charset=latin1' }],
    [{ 'content-encoding': 'gzip' }],
  ])('%j is a 415', async (headers) => {
    await using house = await openHouse();
    const reply = await post(house, endpoint, good, headers);
    expect(reply.status).toBe(415);
    const error = { code: 'unsupported_media_type' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 415, error));
  });

  it('the wrong method is a 405 that names the right one', async () => {
    await using house = await openHouse();
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const reply = await house.send(endpoint.path, { method });
      expect([reply.status, reply.header('allow')]).toEqual([405, 'POST']);
      const error = { code: 'method_not_allowed' };
      expect(reply.json()).toMatchObject(refusalFor(endpoint, 405, error));
    }
  });
});

describe('paths', () => {
  it.each(['/v1/nothing', '/', '/v1', '/V1/models', '/v1/chat/completions/', '/v1/chat/../models'])(
    '%s is a 404 in the wire’s shape',
    async (path) => {
      await using house = await openHouse();
      const { hostname, port } = new URL(house.origin);
      const outgoing = request({ hostname, port, path, method: 'POST', agent: false });
      const reading = readReply(outgoing);
      outgoing.end('{}');
      const reply = await reading.reply;
      expect(reply.status).toBe(404);
      expect(reply.json()).toMatchObject({ error: { code: 'not_found' } });
    },
  );

  it('only the path routes: no host, prefix or method header does', async () => {
    await using house = await openHouse();
    const headers = {
      host: 'admin.internal',
      'x-forwarded-host': 'admin.internal',
      'x-forwarded-prefix': '/admin',
      'x-original-url': '/v1/models',
      'x-rewrite-url': '/v1/models',
      'x-http-method-override': 'GET',
    };
    const { path, request: body } = chatJson;
    const reply = await house.send(path, { body, headers });
    expect(reply.json()).toMatchObject({ object: 'chat.completion' });
    expect(house.upstream.requests[0]?.path).toBe('/v1/chat/completions');
  });
});

const { model: _, ...membersOfResponse } = wholeResponse('x');
const oddMembers = JSON.stringify(membersOfResponse).slice(1, -1).replaceAll(',"', '\n, "');
const oddReply = (model: string) =>
  `{ "choices":[{"message":{"content":"x","role":"assistant"},"index":0}] ,${oddities},\n "data":[], "content":[], ${oddMembers}, "model": "${model}"\t}\n\n`;

forEachNativeWhole('replies of %s', (_, endpoint, openHouse) => {
  const headers = { 'content-type': 'application/json; charset=utf-8' };

  it('reach the client byte for byte, with observers and without', async () => {
    const body = oddReply('upstream');
    await using house = await openHouse();
    house.upstream.script(respond({ headers, text: body }));
    const reply = await house.send(endpoint.path, { body: endpoint.request });
    expect(reply.text).toBe(body);
    expect(reply.header('content-length')).toBe(String(Buffer.byteLength(body)));
  });

  it('with the requested model’s name: only that member is another', async () => {
    await using house = await openHouse({ replyModel: 'requested' });
    house.upstream.script(respond({ headers, text: oddReply('upstream') }));
    const reply = await house.send(endpoint.path, { body: endpoint.request });
    expect(reply.text).toBe(oddReply(endpoint.request.model));
  });

  it('may arrive in single bytes', async () => {
    await using house = await openHouse();
    const body = oddReply('m');
    house.upstream.script(compose(respond({ headers, text: body }), splitEveryByte()));
    const reply = await house.send(endpoint.path, { body: endpoint.request });
    expect(reply.text).toBe(body);
  });
});

/** What an upstream may say, in the streams of each api. */
const recordingOf = ({ api }: Endpoint): RecordedStream => {
  if (api === 'responses') return recordings.responsesToolCalls;
  if (api === 'messages') return recordings.messagesToolCalls;
  return api === 'chat' ? recordings.chatToolCalls : recordings.imagePartials;
};

/** The gateway's own end of a Responses stream, which OpenAI's has not. */
const endOf = ({ api }: Endpoint) => (api === 'responses' ? doneFrame : '');

forEachNativeStream('streams of %s', (_, endpoint, openHouse) => {
  const recorded = recordingOf(endpoint);
  const play = async (frames: readonly string[], options: HouseOptions = {}) => {
    await using house = await openHouse(options);
    house.upstream.script(stream(frames));
    return await house.send(recorded.path, { body: recorded.request });
  };

  it('reach the client byte for byte: odd JSON, unknown fields, ids, comments', async () => {
    const json = oddities.replace(/\n\s*/g, ' ');
    const odd = recorded.frames.map((frame) =>
      frame.replace(/^data: \{/m, `id: 7\ndata: { ${json} ,  `),
    );
    const frames = [...odd.slice(0, -1), ': a comment\n\n', ...odd.slice(-1)];
    const reply = await play(frames);
    expect(reply.text).toBe(frames.join('') + endOf(endpoint));
  });

  it('with a chunk hook that changes nothing: the same', async () => {
    const look: Hooks = { name: 'look', onChunk: (event) => event };
    const reply = await play(recorded.frames, { use: [look] });
    const expected = recorded.frames.join('') + endOf(endpoint);
    if (endpoint.api !== 'responses') return void expect(reply.text).toBe(expected);
    // There the gateway writes anew what follows from what hooks let through.
    expect(readJsonEvents(reply.text)).toEqual(readJsonEvents(expected));
  });
});

describe('usage in chat streams', () => {
  const { chatText } = recordings;
  const { stream_options: _, ...withoutOptions } = chatText.request;

  it('is asked for, known to observers, and taken out again for a client that did not ask', async () => {
    await using house = await openHouse();
    house.upstream.script(stream(chatText.frames));
    const reply = await house.send(chatText.path, { body: withoutOptions });
    expect(house.upstream.requests[0]?.json).toEqual({
      ...withoutOptions,
      stream_options: { include_usage: true },
    });
    const usageFrame = chatText.frames.at(-2) ?? '';
    expect(reply.text).toBe(chatText.frames.join('').replace(usageFrame, ''));
    const [settled] = await house.settled();
    expect(settled?.usage).toMatchObject({ inputTokens: 12, outputTokens: 26, estimated: false });
  });

  it('other stream options of the client stay', async () => {
    await using house = await openHouse();
    const options = { include_obfuscation: false, include_usage: false };
    await house.send(chatText.path, { body: { ...withoutOptions, stream_options: options } });
    expect(house.upstream.requests[0]?.json).toMatchObject({
      stream_options: { include_obfuscation: false, include_usage: true },
    });
  });

  it('is not asked for where the upstream cannot, and estimated then', async () => {
    await using house = await openHouse({ provider: { streamUsage: false } });
    await house.send(chatText.path, { body: withoutOptions });
    expect(house.upstream.requests[0]?.json).toEqual(withoutOptions);
    const [settled] = await house.settled();
    expect(settled?.usage).toMatchObject({ estimated: true });
    expect(settled?.usage?.outputTokens).toBeGreaterThan(0);
  });

  it('an image in a prompt is not counted as words', async () => {
    await using house = await openHouse({ provider: { streamUsage: false } });
    const url = `data:image/png;base64,${'A'.repeat(1_000_000)}`;
    const content = [{ type: 'image_url', image_url: { url } }];
    await house.send(chatText.path, {
      body: { ...withoutOptions, messages: [{ role: 'user', content }] },
    });
    const [settled] = await house.settled();
    expect(settled?.usage?.inputTokens).toBeLessThan(5_000);
  });
});
