import {
  type ApiEvent,
  type ApiName,
  type ApiRequest,
  type ApiResponse,
  type DeepReadonly,
  type ProviderReply,
  type ProviderRequest,
  payloadFromValue,
} from '@gw/core';
import { createDemoProvider, type DemoProviderSettings } from '../create-demo-provider.ts';

export interface AskOptions extends DemoProviderSettings {
  readonly signal?: AbortSignal;
}

/** Calls a demo provider without pauses; `body` need not be what the types say, as on the wire. */
export async function ask<A extends ApiName>(
  api: A,
  body: object,
  { signal = new AbortController().signal, ...settings }: AskOptions = {},
): Promise<ProviderReply<A>> {
  const provider = createDemoProvider({ wordDelayMs: 0, ...settings });
  const sent = { model: 'demo', ...body };
  const stream = 'stream' in body && body.stream === true;
  const payload = payloadFromValue(sent as ApiRequest<A>);
  const request = { api, model: sent.model, stream, body: payload } as ProviderRequest;
  return (await provider.call(request, {
    signal,
    headers: {},
    requestId: 'r',
  })) as ProviderReply<A>;
}

/** The JSON answer. */
export async function askJson<A extends ApiName>(
  api: A,
  body: object,
): Promise<DeepReadonly<ApiResponse<A>>> {
  const { json } = await ask(api, body);
  if (!json) throw new Error('A stream came.');
  return json.json();
}

/** All events of a streamed answer, and whether `[DONE]` came last. */
export async function askStream<A extends ApiName>(api: A, body: object) {
  const { stream } = await ask(api, { ...body, stream: true });
  if (!stream) throw new Error('No stream came.');
  const frames = (await Array.fromAsync(stream)).flat();
  const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.event] : []));
  return { events: events as ApiEvent<A>[], endsWithDone: frames.at(-1)?.kind === 'done' };
}

/** The text that one user message gets, with whatever else is in the request. */
export async function say(content: unknown, more: object = {}): Promise<string | null> {
  const { choices } = await askJson('chat', { messages: [{ role: 'user', content }], ...more });
  return choices[0]?.message.content ?? null;
}
