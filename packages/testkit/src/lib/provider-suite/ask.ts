import assert from 'node:assert/strict';
import {
  type ApiName,
  type CallOptions,
  type JsonReply,
  type ProviderReply,
  type ProviderRequest,
  payloadFromBytes,
  type StreamReply,
} from '@gw/core';
import type { Bench } from './bench.ts';
import type { ReplyKind } from './provider-wire.ts';
import type { Asking, Talk, Told } from './talk.ts';

/** Members of a request body beside what every request of its api has. */
export type Members = Readonly<Record<string, unknown>>;

export type AskOptions = Partial<CallOptions>;

/** The least that a request of each api says. */
const leastMembers: Readonly<Record<ApiName, Members>> = {
  chat: { messages: [{ role: 'user', content: 'Say what the suite wants to hear.' }] },
  embeddings: { input: 'A sentence.' },
  images: { prompt: 'A lighthouse in the fog' },
  responses: { input: 'Say what the suite wants to hear.' },
  compact: { input: 'All that was said.' },
  input_tokens: { input: 'All that is to be said.' },
  messages: {
    messages: [{ role: 'user', content: 'Say what the suite wants to hear.' }],
    max_tokens: 4096,
  },
  count_tokens: { messages: [{ role: 'user', content: 'All that is to be said.' }] },
};

/** Calls the provider as the gateway does. @throws what the provider rejects with. */
export function ask(
  bench: Bench,
  api: ApiName,
  members: Members = {},
  options: AskOptions = {},
): Promise<ProviderReply> {
  const model = bench.modelOf(api);
  const text = JSON.stringify({ model, ...leastMembers[api], ...members });
  return askText(bench, api, text, options);
}

/** The same with a body of any text. */
export function askText(
  { provider, modelOf }: Bench,
  api: ApiName,
  text: string,
  options: AskOptions = {},
): Promise<ProviderReply> {
  const body = payloadFromBytes(new TextEncoder().encode(text));
  const { stream } = JSON.parse(text) as { stream?: unknown };
  const request = { api, model: modelOf(api), stream: stream === true, body } as ProviderRequest;
  const signal = new AbortController().signal;
  const pending = provider.call(request, { signal, headers: {}, requestId: 'req_1', ...options });
  assert.ok(pending instanceof Promise, '"call" returns a promise');
  return pending;
}

/** A reply that has to be JSON. */
export async function askJson(
  bench: Bench,
  api: ApiName,
  members?: Members,
  options?: AskOptions,
): Promise<JsonReply> {
  const reply = await bench.soon('the answer', ask(bench, api, members, options));
  assert.ok(reply.json, 'the reply is JSON');
  assert.equal(reply.stream, undefined, 'a reply is JSON or a stream, never both');
  return reply;
}

/** A reply that has to be a stream. */
export async function askStream(
  bench: Bench,
  api: ApiName,
  members?: Members,
  options?: AskOptions,
): Promise<StreamReply> {
  const all = { ...members, stream: true };
  const reply = await bench.soon("the stream's head", ask(bench, api, all, options));
  assert.ok(reply.stream, 'the reply is a stream');
  assert.equal(reply.json, undefined, 'a reply is JSON or a stream, never both');
  return reply;
}

/** Asks a model something and hears it to its end. */
export async function hear(
  bench: Bench,
  talk: Talk,
  asking: Asking,
  kind: ReplyKind,
): Promise<Told> {
  const members = talk.ask(asking);
  const reply =
    kind === 'json'
      ? await askJson(bench, talk.api, members)
      : await askStream(bench, talk.api, members);
  return talk.hear(bench, reply, members);
}

/** Lets a promise wait until it is looked at: a rejection that comes before that is not unhandled. */
export function keep<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/** What a promise rejects with; that it resolves fails the test. */
export async function failureOf(
  bench: Bench,
  what: string,
  work: PromiseLike<unknown>,
): Promise<unknown> {
  const outcome = await bench.soon(
    what,
    work.then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  );
  assert.ok(outcome, `${what} has to fail`);
  return outcome.error;
}
