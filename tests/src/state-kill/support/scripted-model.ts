import {
  type Payload,
  type Provider,
  payloadFromValue,
  readPayload,
  type StreamFrame,
} from '@gw/core';

/** What a model is told to do, in the words of its user: `#7 first=20 words=5 every=30`. */
export interface Script {
  /** Names the call among all others. */
  readonly number: number;
  /** Silence before its first word, in ms. */
  readonly first: number;
  readonly words: number;
  /** Silence before each other word, in ms. */
  readonly every: number;
}

export function toInput({ number, first, words, every }: Script): string {
  return `#${number} first=${first} words=${words} every=${every}`;
}

/** All that it says, word by word. */
export function answerTo({ number, words }: Script): readonly string[] {
  return Array.from({ length: words }, (_, at) => (at === 0 ? `re #${number}` : ` w${at}`));
}

/** @throws {Error} for a text that is no script. */
export function readScript(text: string): Script {
  const found = /^#(\d+) first=(\d+) words=(\d+) every=(\d+)$/.exec(text);
  if (!found) throw new Error(`No script: ${text}`);
  const [number = 0, first = 0, words = 0, every = 0] = found.slice(1).map(Number);
  return { number, first, words, every };
}

/** A chat model that does what the last message says. @param tell of each call, and of its abort. */
export function scriptedModel(tell: (what: 'asked' | 'aborted', number: number) => void): Provider {
  return {
    specVersion: 1,
    id: 'model',
    capabilities: { apis: ['chat'] },
    async call(request, { signal }) {
      const script = readScript(lastText(readPayload(request.body as unknown as Payload<Asked>)));
      tell('asked', script.number);
      signal.addEventListener('abort', () => tell('aborted', script.number));
      const head = { status: 200, headers: {} };
      const words = say(script, signal);
      if (request.stream) return { ...head, stream: toFrames(words) };
      let content = '';
      for await (const word of words) content += word;
      const choices = [
        { index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' },
      ];
      return { ...head, json: payloadFromValue({ id: 'c', model: 'up', choices }) as never };
    },
  };
}

interface Asked {
  readonly messages: readonly { readonly content: string | readonly { readonly text: string }[] }[];
}

function lastText({ messages }: Asked): string {
  const content = messages.at(-1)?.content ?? '';
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('');
}

async function* say(script: Script, signal: AbortSignal): AsyncGenerator<string> {
  for (const [at, word] of answerTo(script).entries()) {
    await sleep(at === 0 ? script.first : script.every, signal);
    yield word;
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', fail);
      resolve();
    }, ms);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

async function* toFrames(words: AsyncIterable<string>) {
  for await (const content of words) yield [frame({ delta: { content }, finish_reason: null })];
  yield [frame({ delta: {}, finish_reason: 'stop' }), { kind: 'done' } as const];
}

function frame(choice: object): StreamFrame<never> {
  const event = { id: 'c', model: 'up', choices: [{ index: 0, ...choice }] };
  return { kind: 'event', event: event as never };
}
