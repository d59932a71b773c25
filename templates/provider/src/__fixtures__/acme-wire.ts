import type { ChatAnswer, ProviderWire } from '@gw/testkit/provider';
import { type Behaviour, respond, sseFrame, stream } from '@gw/testkit/upstream';
import type { AcmeAnswer, AcmeCall } from '../lib/acme-api.ts';

/**
 * What Acme's server sends, as its documentation has it: the suite says what it wants to hear, and
 * this says it in Acme's words.
 * @see https://docs.acme.example/api
 */
export function createAcmeWire(): ProviderWire {
  return {
    isNative: false,
    basePath: '/v1',
    answers: {
      chat: (answer, kind) =>
        kind === 'json' ? respond({ json: toAnswer(answer) }) : stream(toFrames(answer)),
      models: (ids) => respond({ json: { models: ids } }),
    },
    refusal: (status, { message, code, retryAfterSeconds: wait }) =>
      respond({
        status,
        json: { message, code },
        ...(wait !== undefined && { headers: { 'retry-after': `${wait}` } }),
      }),
    refusalFields: ['code'],
    errorInStream,
  };
}

const ends = { stop: 'done', tool_calls: 'done', length: 'limit', content_filter: 'blocked' };

function toEnd({ finishReason, usage }: ChatAnswer): AcmeAnswer {
  const ended = Object.hasOwn(ends, finishReason)
    ? ends[finishReason as keyof typeof ends]
    : 'done';
  return { ended, counts: { in: usage.input, out: usage.output } };
}

function toCalls({ toolCalls }: ChatAnswer): AcmeCall[] {
  return toolCalls.map(({ id, name: tool, arguments: text }) => ({
    id,
    tool,
    input: JSON.parse(text),
  }));
}

function toAnswer(answer: ChatAnswer): AcmeAnswer {
  return { text: answer.text.join(''), calls: toCalls(answer), ...toEnd(answer) };
}

function toFrames(answer: ChatAnswer): string[] {
  const events = [
    ...answer.text.map((text) => ({ type: 'text', text })),
    ...toCalls(answer).map((call) => ({ type: 'call', ...call })),
    { type: 'end', ...toEnd(answer) },
  ];
  return events.map((event) => sseFrame(event));
}

/** Behind the first event of a stream one that tells an error; nothing follows. */
function errorInStream(message: string): Behaviour {
  return function* (steps) {
    for (const step of steps) {
      yield step;
      if (step.kind === 'write') break;
    }
    const frame = sseFrame({ type: 'error', message });
    yield { kind: 'write', bytes: new TextEncoder().encode(frame) };
  };
}
