import {
  type ApiName,
  type Payload,
  type Provider,
  type ProviderRequest,
  readPayload,
  type StreamFrame,
} from '@gw/core';

type Members = Record<string, unknown>;

/** What a model does when it is asked: the events of its stream, one a read; what it throws is its refusal. */
export type Say = (signal: AbortSignal) => AsyncIterable<Members>;

export interface ScriptedModel extends Provider {
  /** Bodies, oldest first. */
  readonly asked: Members[];
}

/** A model that speaks one api, and does one step a call, and its last one for ever. */
export function scriptedModel(api: ApiName, ...steps: readonly Say[]): ScriptedModel {
  const asked: Members[] = [];
  return {
    specVersion: 1,
    id: 'model',
    capabilities: { apis: [api] },
    asked,
    async call(request: ProviderRequest, { signal }) {
      const step = steps[Math.min(asked.length, steps.length - 1)] as Say;
      asked.push(readPayload(request.body as unknown as Payload<Members>));
      const events = step(signal)[Symbol.asyncIterator]();
      // Who refuses does so before there is a reply.
      const first = await events.next();
      return { status: 200, headers: {}, stream: framesOf(first, events) as never };
    },
  };
}

async function* framesOf(
  first: IteratorResult<Members>,
  rest: AsyncIterator<Members>,
): AsyncGenerator<readonly StreamFrame[]> {
  for (let read = first; !read.done; read = await rest.next()) {
    const { value: event } = read;
    const name = typeof event.type === 'string' ? event.type : undefined;
    yield [{ kind: 'event', event: event as never, name }];
  }
  yield [{ kind: 'done' }];
}

/** Resolves never; rejects once the call is aborted. */
export function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** Says nothing for as long as it is waited for. */
export const hangs: Say = (signal) => onceAsked(() => silence(signal));

/** Says nothing, not even when it is left: as in a process that stands still. */
export const freezes: Say = () => onceAsked(() => new Promise(() => {}));

export function refuses(error: Error): Say {
  return () => onceAsked(() => Promise.reject(error));
}

function onceAsked(next: () => Promise<never>): AsyncIterable<Members> {
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

/** A chat model's chunk. */
export function chunk(delta: Members, finish_reason: string | null = null): Members {
  return { id: 'c', model: 'up', choices: [{ index: 0, delta, finish_reason }] };
}

/** Says it and ends. */
export function says(...words: readonly string[]): Say {
  return async function* () {
    for (const content of words) yield chunk({ content });
    yield chunk({}, 'stop');
  };
}

/** A response's own stream, behind a beginning of these events: `created`, `in_progress`, … */
export function saysNatively(beginning: readonly string[], ...words: readonly string[]): Say {
  const response = { id: 'resp_up', object: 'response', created_at: 1_700_000_000, model: 'up' };
  const running = { ...response, status: 'in_progress', output: [], usage: null };
  const item = { id: 'msg_up', type: 'message', role: 'assistant' };
  const text = words.join('');
  const part = { type: 'output_text', text, annotations: [] };
  const whole = { ...item, status: 'completed', content: [part] };
  const at = { item_id: 'msg_up', output_index: 0, content_index: 0 };
  const usage = { input_tokens: 3, output_tokens: 2, total_tokens: 5 };
  const events: Members[] = [
    ...beginning.map((name) => ({ type: `response.${name}`, response: running })),
    {
      type: 'response.output_item.added',
      output_index: 0,
      item: { ...item, status: 'in_progress', content: [] },
    },
    { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
    ...words.map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
    { type: 'response.output_text.done', ...at, text },
    { type: 'response.content_part.done', ...at, part },
    { type: 'response.output_item.done', output_index: 0, item: whole },
    {
      type: 'response.completed',
      response: { ...response, status: 'completed', output: [whole], usage },
    },
  ];
  return async function* () {
    for (const [sequence_number, event] of events.entries()) yield { ...event, sequence_number };
  };
}
