import assert from 'node:assert/strict';
import { cutBeforeHeaders, cutMidStream } from '../../behaviours/cut.ts';
import { redirect, respond } from '../../behaviours/respond.ts';
import { type Behaviour, compose } from '../../upstream/behaviour.ts';
import { startUpstream } from '../../upstream/start-upstream.ts';
import { anyApi, anyJson, goodJson, type Way, waysTo } from '../answers.ts';
import { ask, askJson, failureOf } from '../ask.ts';
import type { UpstreamBench } from '../bench.ts';
import { findSecret } from '../find-secret.ts';
import { readStream } from '../frames.ts';
import { type ProviderCase, upstreamCase } from '../provider-case.ts';
import { answerOf } from '../provider-wire.ts';
import { fields } from '../refusal.ts';

/** Half of a key is too much of it, too. */
function holdsNone(value: unknown, { secret }: UpstreamBench, what: string): void {
  const place = findSecret(value, secret.slice(0, secret.length / 2));
  assert.equal(place, undefined, `the key stands in ${what}: ${place}`);
}

/** The error of a call that fails somewhere. */
async function errorOf(
  bench: UpstreamBench,
  behaviour: Behaviour,
  { api, members }: Way,
): Promise<unknown> {
  bench.upstream.script(behaviour);
  const pending = ask(bench, api, members);
  const reply = await bench.soon('an outcome', pending).catch((error: unknown) => ({ error }));
  if ('error' in reply) return reply.error;
  holdsNone({ ...reply, stream: undefined }, bench, 'the reply');
  return reply.stream ? (await readStream(bench, reply)).failure?.error : undefined;
}

/** Upstreams quote what they refuse. */
function refusalsQuoting({ wire, secret }: UpstreamBench): Behaviour[] {
  const message = `Incorrect API key provided: ${secret}. You can find yours elsewhere.`;
  const html = { 'content-type': 'text/html' };
  return [400, 401, 403, 429, 500].flatMap((status) => [
    wire.refusal(status, { ...fields, message }),
    wire.refusal(status, { ...fields, param: secret, type: secret, code: secret }),
    respond({ status, text: message }),
    // Wherever a long text is cut, a piece of the key is at its end.
    respond({ status, text: `${secret} `.repeat(200) }),
    respond({ status, text: `<html>${message}</html>`, headers: html }),
    respond({ status, json: { error: message } }),
    respond({ status, json: { suite: { deep: [message] } } }),
  ]);
}

function failuresQuoting(bench: UpstreamBench): Behaviour[] {
  const { secret } = bench;
  const json = { 'content-type': 'application/json' };
  const events = { 'content-type': 'text/event-stream' };
  return [
    cutBeforeHeaders(),
    compose(anyJson(bench), cutMidStream({ afterBytes: 10 })),
    respond({ text: `<html>${secret}</html>`, headers: { 'content-type': 'text/html' } }),
    respond({ text: `{"key": ${secret}`, headers: json }),
    respond({ text: `data: ${secret}\n\n`, headers: events }),
    respond({ text: `data: {"key":"${secret}`, headers: events }),
    redirect({ location: `/elsewhere?key=${secret}` }),
  ];
}

async function noErrorShowsIt(bench: UpstreamBench, failures: readonly Behaviour[]): Promise<void> {
  for (const way of waysTo(bench)) {
    for (const behaviour of failures) {
      holdsNone(await errorOf(bench, behaviour, way), bench, 'an error');
    }
  }
}

/** A request to each route that the provider knows. */
async function askEverything(bench: UpstreamBench): Promise<void> {
  const { provider, upstream, wire } = bench;
  for (const api of provider.capabilities.apis) {
    upstream.script(goodJson(wire, api));
    await askJson(bench, api);
  }
  if (!provider.listModels) return;
  upstream.script(answerOf(wire, 'models')(['suite-a']));
  await provider.listModels({ signal: new AbortController().signal });
}

export const secretCases: readonly ProviderCase[] = [
  upstreamCase(
    'secrets: the key travels in a header, never in a URL or a body',
    {},
    async (bench) => {
      await askEverything(bench);
      for (const { path, query, headers, text } of bench.upstream.requests) {
        const values = headers.map(([, value]) => value);
        assert.ok(findSecret(values, bench.secret), 'the key is sent');
        const target = `${decodeURIComponent(path)}?${[...query].flat().join('&')}`;
        holdsNone([target, text], bench, 'URL or body');
      }
    },
  ),
  upstreamCase('secrets: no refusal shows the key, whatever it quotes', {}, (bench) =>
    noErrorShowsIt(bench, refusalsQuoting(bench)),
  ),
  upstreamCase('secrets: no other failure shows the key', {}, async (bench) => {
    await noErrorShowsIt(bench, failuresQuoting(bench));
    await bench.upstream.close();
    const refused = failureOf(bench, 'a call of nobody', ask(bench, anyApi(bench)));
    holdsNone(await refused, bench, 'an error');
  }),
  upstreamCase('secrets: the provider does not show the key', {}, async (bench) => {
    holdsNone(bench.provider, bench, 'the provider');
    await askEverything(bench);
    holdsNone(bench.provider, bench, 'the provider');
  }),
  upstreamCase('secrets: a redirect is not followed', {}, async (bench) => {
    await using elsewhere = await startUpstream();
    for (const status of [301, 302, 303, 307, 308]) {
      bench.upstream.script(redirect({ location: `${elsewhere.url}/chat/completions`, status }));
      await failureOf(bench, 'a call that is sent elsewhere', ask(bench, anyApi(bench)));
    }
    assert.equal(elsewhere.requests.length, 0, 'the other place was asked');
    assert.equal(bench.upstream.requests.length, 5, 'nor is the same place asked again');
  }),
];
