import {
  type Payload,
  type Provider,
  type ProviderRequest,
  payloadFromValue,
  readPayload,
  type StreamFrame,
} from '@gw/core';

type Chunk = Record<string, unknown>;

/** A model that says what it is told to, word by word, and remembers what it was asked. */
export interface ChatModel extends Provider {
  /** Bodies, oldest first. */
  readonly asked: Record<string, unknown>[];
  /** Says the next word of each stream that waits. Only where `waits`. */
  step(): void;
  /** How many calls were aborted. */
  readonly aborted: number;
}

export interface ChatModelOptions {
  readonly words?: readonly string[];
  /** Whether each word but the first waits for `step`. */
  readonly waits?: boolean;
}

export function chatModel({
  words = ['Hel', 'lo'],
  waits = false,
}: ChatModelOptions = {}): ChatModel {
  const asked: Record<string, unknown>[] = [];
  let wake = Promise.withResolvers<void>();
  let aborted = 0;
  async function* stream(signal: AbortSignal): AsyncGenerator<readonly StreamFrame<never>[]> {
    const gone = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        aborted++;
        reject(signal.reason);
      });
    });
    gone.catch(() => {});
    for (const [at, content] of words.entries()) {
      if (waits && at > 0) await Promise.race([wake.promise, gone]);
      yield [frame({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })];
    }
    if (waits) await Promise.race([wake.promise, gone]);
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    yield [
      frame({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
      frame({ choices: [], usage }),
      { kind: 'done' },
    ];
  }
  return {
    specVersion: 1,
    id: 'model',
    capabilities: { apis: ['chat'] },
    asked,
    get aborted() {
      return aborted;
    },
    step() {
      const waiting = wake;
      wake = Promise.withResolvers();
      waiting.resolve();
    },
    async call(request: ProviderRequest, { signal }) {
      asked.push(readPayload(request.body as unknown as Payload<Record<string, unknown>>));
      const head = { status: 200, headers: {} };
      if (request.stream) return { ...head, stream: stream(signal) };
      const message = { role: 'assistant', content: words.join('') };
      const choices = [{ index: 0, message, finish_reason: 'stop' }];
      return { ...head, json: payloadFromValue({ id: 'c', choices, model: 'up' }) as never };
    },
  };
}

function frame(chunk: Chunk): StreamFrame<never> {
  return { kind: 'event', event: { id: 'c', model: 'up', ...chunk } as never };
}
