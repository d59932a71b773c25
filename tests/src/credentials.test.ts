import { inspect } from 'node:util';
import { apiKeys } from '@gw/core';
import {
  type Behaviour,
  compose,
  errorEventInside200,
  normal,
  paced,
  redirect,
  respond,
  status,
  stream,
} from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { chatJson, framesWith, withPartials } from './support/endpoints.ts';
import { ask, forEachEndpoint, forEachStream } from './support/for-each-endpoint.ts';
import { type House, openHouse, upstreamKey } from './support/house.ts';
import type { RawReply } from './support/raw-client.ts';
import { refusalFor } from './support/refusals.ts';

const clientKey = 'sk-client-0d9f6b7a21';
const clientSecrets = {
  authorization: `Bearer ${clientKey}`,
  'x-api-key': clientKey,
  'api-key': clientKey,
  cookie: `session=${clientKey}`,
  'proxy-authorization': `Basic ${clientKey}`,
  'x-goog-api-key': clientKey,
  'x-auth-token': clientKey,
};

/** Everything that left the gateway towards the client. */
const bytesOf = ({ headerLines, text }: RawReply) => `${JSON.stringify(headerLines)}\n${text}`;

/** Everything that an operator could read. */
const recordsOf = ({ log, events }: House) =>
  inspect({ log, events }, { depth: 12, showHidden: true, maxStringLength: null });

/** Everything that an upstream got. */
const receivedBy = (house: House, id = 'main') =>
  house
    .upstreamOf(id)
    .requests.map(({ path, query, headers, text }) =>
      JSON.stringify([path, query.toString(), headers, text]),
    )
    .join('\n');

forEachEndpoint('headers of %s', (_, endpoint, openHouse) => {
  it("none of the client's goes upstream unless it is named, and credentials not even then", async () => {
    await using house = await openHouse();
    const headers = {
      ...clientSecrets,
      'x-stainless-lang': 'js',
      'openai-organization': 'org-1',
      'openai-beta': 'assistants=v2',
      'x-forwarded-for': '10.0.0.7',
      'user-agent': 'client/1',
      'accept-language': 'de',
      'x-request-id': 'mine-1',
      'x-gw-retry': 'off',
      'x-base-url': 'http://169.254.169.254/',
    };
    expect((await ask(house, endpoint, headers)).status).toBe(200);
    const [request] = house.upstream.requests;
    const names = request?.headers.map(([name]) => name.toLowerCase()).sort();
    expect(names).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
    expect(request?.header('authorization')).toBe(`Bearer ${upstreamKey}`);
    expect(request?.header('user-agent')).not.toContain('client/1');
    expect(request?.header('accept-encoding')).toBe('identity');
    expect(receivedBy(house)).not.toContain(clientKey);
  });

  it('named ones pass on every route alike, those beside them do not', async () => {
    await using house = await openHouse({
      provider: { forwardHeaders: ['openai-beta', 'x-trace-*'] },
    });
    const headers = {
      ...clientSecrets,
      'openai-beta': 'assistants=v2',
      'x-trace-id': 't-1',
      'x-trace-token': clientKey,
      'x-other': 'no',
    };
    expect((await ask(house, endpoint, headers)).status).toBe(200);
    const [request] = house.upstream.requests;
    expect(request?.header('openai-beta')).toBe('assistants=v2');
    expect(request?.header('x-trace-id')).toBe('t-1');
    expect(request?.header('x-other')).toBeUndefined();
    expect(receivedBy(house)).not.toContain(clientKey);
  });

  it("of the upstream's only the listed ones reach the client", async () => {
    await using house = await openHouse();
    const listed = {
      'x-ratelimit-limit-tokens': '100',
      'openai-processing-ms': '12',
      'openai-version': '2020-10-01',
    };
    const others: [string, string][] = [
      ['set-cookie', '__cf_bm=1; path=/'],
      ['set-cookie', 'session=2'],
      ['server', 'uvicorn/0.30'],
      ['x-powered-by', 'Express'],
      ['via', '1.1 internal-proxy'],
      ['openai-organization', 'org-of-the-operator'],
      ['openai-project', 'proj-of-the-operator'],
      ['access-control-allow-origin', '*'],
      ['strict-transport-security', 'max-age=1'],
      ['alt-svc', 'h3=":443"'],
      ['cf-ray', 'abc'],
    ];
    const headers = [...Object.entries(listed), ...others];
    house.upstream.script((answer) =>
      Array.from(answer, (step) =>
        step.kind === 'head' ? { ...step, headers: [...step.headers, ...headers] } : step,
      ),
    );
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(200);
    const names = reply.headerLines.map(([name]) => name.toLowerCase());
    expect(new Set(names)).toEqual(
      new Set([
        ...Object.keys(listed),
        'x-request-id',
        ...(endpoint.path.startsWith('/messages') ? ['request-id'] : []),
        'x-upstream-request-id',
        'content-type',
        'date',
        'connection',
        ...(endpoint.stream
          ? ['cache-control', 'x-accel-buffering', 'transfer-encoding']
          : ['content-length']),
      ]),
    );
  });

  it('the key goes into a header, never into the URL', async () => {
    await using house = await openHouse({ provider: { query: { 'api-version': '1' } } });
    await ask(house, endpoint);
    const [request] = house.upstream.requests;
    expect(request?.query.toString()).toBe('api-version=1');
    expect(`${request?.path}`).not.toContain('sk-');
  });

  it('every target gets its own key, a fallback too', async () => {
    await using house = await openHouse({
      providerIds: ['main', 'spare'],
      models: { '*': ['main', 'spare'] },
      provider: (id) => ({
        apiKey: `sk-${id}`,
        ...(id === 'spare' && { auth: { header: 'api-key' } }),
      }),
    });
    house.upstream.script(status(500), status(500));
    expect((await ask(house, endpoint)).status).toBe(200);
    expect(house.upstream.requests[0]?.header('authorization')).toBe('Bearer sk-main');
    const spare = house.upstreamOf('spare').requests[0];
    expect(spare?.header('api-key')).toBe('sk-spare');
    expect(spare?.header('authorization')).toBeUndefined();
    expect(receivedBy(house, 'spare')).not.toContain('sk-main');
  });
});

/** Upstreams quote the key they were sent, in every place where one can say something. */
const quoting = `Incorrect API key provided: ${upstreamKey}.`;
const tellTales: readonly (readonly [string, Behaviour])[] = [
  ...[400, 401, 403, 404, 429, 500].map(
    (code) => [`a ${code}`, status(code, { message: quoting })] as const,
  ),
  ['a 500 in plain text', respond({ status: 500, text: quoting })],
  ['a page', respond({ headers: { 'content-type': 'text/html' }, text: `<p>${quoting}</p>` })],
  [
    'broken JSON',
    respond({ headers: { 'content-type': 'application/json' }, text: `{"x":"${quoting}` }),
  ],
  ['a redirect', redirect({ location: `/?key=${upstreamKey}` })],
  [
    'headers',
    respond({
      status: 400,
      headers: { 'x-debug': upstreamKey, 'www-authenticate': `Bearer ${upstreamKey}` },
      json: { error: { message: 'no' } },
    }),
  ],
];

forEachEndpoint('an upstream that quotes our key, on %s', (_, endpoint, openHouse) => {
  it.each(tellTales)('in %s: nobody sees it', async (_name, quotes) => {
    await using house = await openHouse({ use: [apiKeys({ [clientKey]: 'acme' })] });
    house.upstream.script(quotes, quotes);
    const reply = await ask(house, endpoint, clientSecrets);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    await house.settled();
    expect(bytesOf(reply)).not.toContain(upstreamKey);
    expect(recordsOf(house)).not.toContain(upstreamKey);
    expect(recordsOf(house)).not.toContain(clientKey);
  });
});

forEachEndpoint(
  'an upstream that quotes our key in an error inside a 200, on %s',
  (_, endpoint, openHouse) => {
    // The same as for a refusal with a status of its own.
    it('as JSON: nobody sees it', async () => {
      await using house = await openHouse();
      const quotes = respond({
        json: { error: { message: quoting, type: 'authentication_error' } },
      });
      house.upstream.script(quotes, quotes);
      const reply = await ask(house, endpoint);
      expect(reply.status).toBe(502);
      expect(bytesOf(reply)).not.toContain(upstreamKey);
      expect(recordsOf(house)).not.toContain(upstreamKey);
    });
  },
);

forEachStream('an upstream that quotes our key inside a 200 of %s', (_, endpoint, openHouse) => {
  const error = { message: quoting, type: 'authentication_error', code: null };

  // The same behaviour for error events.
  it('before any content: nobody sees it', async () => {
    await using house = await openHouse();
    const quotes = errorEventInside200({ error });
    house.upstream.script(quotes, quotes);
    const reply = await ask(house, endpoint);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect(bytesOf(reply)).not.toContain(upstreamKey);
    expect(recordsOf(house)).not.toContain(upstreamKey);
  });

  it('after content: nobody sees it', async () => {
    await using house = await openHouse();
    const afterFrames = framesWith(endpoint, 2);
    house.upstream.script(compose(errorEventInside200({ afterFrames, error }), paced(10)));
    const reply = await ask(house, { ...endpoint, request: withPartials(endpoint) });
    expect(reply.status).toBe(200);
    expect(bytesOf(reply)).not.toContain(upstreamKey);
    expect(recordsOf(house)).not.toContain(upstreamKey);
  });

  it('in a frame that is no JSON: nobody sees it', async () => {
    await using house = await openHouse();
    const broken = stream([`data: {"x": "${quoting}\n\n`]);
    house.upstream.script(broken, broken);
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(502);
    await house.settled();
    expect(bytesOf(reply)).not.toContain(upstreamKey);
    expect(recordsOf(house)).not.toContain(upstreamKey);
  });
});

forEachEndpoint('secrets on the way of %s', (_, endpoint, openHouse) => {
  it("a good call: the client's key is in no context, event, log or upstream byte; ours only in its header", async () => {
    const contexts: unknown[] = [];
    await using house = await openHouse({
      use: [
        apiKeys({ [clientKey]: { tenant: 'acme', role: 'admin' } }),
        {
          name: 'look',
          onRequest(ctx) {
            contexts.push(ctx);
            return undefined;
          },
        },
      ],
    });
    const reply = await ask(house, endpoint, clientSecrets);
    expect(reply.status).toBe(200);
    await house.settled();
    for (const secret of [clientKey, upstreamKey]) {
      expect(bytesOf(reply)).not.toContain(secret);
      expect(recordsOf(house)).not.toContain(secret);
      expect(inspect(contexts, { depth: 12, showHidden: true })).not.toContain(secret);
    }
    expect(receivedBy(house)).not.toContain(clientKey);
    expect(receivedBy(house).split(upstreamKey)).toHaveLength(2);
  });

  it('a key that cannot be fetched: the reason is for the log, and holds no key', async () => {
    await using house = await openHouse({
      provider: {
        apiKey: () => {
          throw new Error('vault is sealed');
        },
      },
    });
    const reply = await ask(house, endpoint);
    expect(reply.status).toBe(502);
    const error = { code: 'upstream_authentication_error' };
    expect(reply.json()).toMatchObject(refusalFor(endpoint, 502, error));
    expect(reply.text).not.toContain('vault');
    expect(house.upstream.requests).toHaveLength(0);
  });

  it('a wrong key of a client is not repeated to anybody', async () => {
    await using house = await openHouse({ use: [apiKeys({ 'sk-right': 'acme' })] });
    house.upstream.script(normal());
    const reply = await ask(house, endpoint, clientSecrets);
    expect(reply.status).toBe(401);
    expect(bytesOf(reply)).not.toContain(clientKey);
    expect(recordsOf(house)).not.toContain(clientKey);
  });
});

describe("names that all tenants would share at the upstream's", () => {
  it.each(['prompt_cache_key', 'safety_identifier'])(
    '%s goes upstream as a hash of tenant and value: never the same for two tenants',
    async (name) => {
      await using house = await openHouse({ use: [apiKeys({ 'sk-a': 'a', 'sk-b': 'b' })] });
      const asked = { ...chatJson, request: { ...chatJson.request, [name]: 'shared' } };
      for (const key of ['sk-a', 'sk-a', 'sk-b']) {
        await ask(house, asked, { authorization: `Bearer ${key}` });
      }
      const sent = house.upstream.requests.map(
        ({ json }) => (json as Record<string, string>)[name],
      );
      expect(sent[0]).toMatch(/^[0-9a-f]{32}$/);
      expect(sent[1]).toBe(sent[0]);
      expect(sent[2]).not.toBe(sent[0]);
    },
  );
});
