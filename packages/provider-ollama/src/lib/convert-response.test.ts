import type { ChatChunk, ChatCompletion } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { called, lastLine, line } from './__fixtures__/answers.ts';
import { convertResponse } from './convert-response.ts';
import type { OllamaCalled, OllamaChatAnswer } from './ollama-api.ts';
import { createChunkReducer } from './stream-chunks.ts';

const asked = { provider: 'ollama', model: 'asked', warn: () => {} };

/** A whole answer, as `"stream": false` asks for it. */
function whole(message: object, rest: object = {}): OllamaChatAnswer {
  const base = lastLine(rest);
  return { ...base, message: { ...base.message, ...message } };
}

describe('a whole answer', () => {
  it('becomes a completion', () => {
    const answer = whole({ content: 'Blue.', thinking: 'Rayleigh…' });
    expect(convertResponse(answer, asked)).toEqual({
      id: expect.stringMatching(/^chatcmpl_[0-9a-f]{32}$/),
      object: 'chat.completion',
      created: 1_751_919_739,
      model: 'llama3.2',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Blue.',
            refusal: null,
            reasoning_content: 'Rayleigh…',
          },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
      usage: { prompt_tokens: 169, completion_tokens: 15, total_tokens: 184 },
    });
  });

  it('that only calls has no content', () => {
    const { choices } = convertResponse(
      whole({ tool_calls: [called('f', { a: 1 }), called('f', { a: 2 })] }),
      asked,
    );
    const call = (text: string) => ({
      id: expect.stringMatching(/^call_[0-9a-f]{32}$/) as string,
      type: 'function',
      function: { name: 'f', arguments: text },
    });
    expect(choices).toEqual([
      {
        index: 0,
        message: {
          role: 'assistant',
          content: null,
          refusal: null,
          tool_calls: [call('{"a":1}'), call('{"a":2}')],
        },
        finish_reason: 'tool_calls',
        logprobs: null,
      },
    ]);
    const [one, other] = choices[0]?.message.tool_calls ?? [];
    expect(one?.id).not.toBe(other?.id);
  });

  it('that lacks most is an empty one, made now, by the model that was asked', () => {
    const before = Math.floor(Date.now() / 1000);
    const completion = convertResponse({ message: {} }, asked);
    expect(completion.created).toBeGreaterThanOrEqual(before);
    expect(completion).toEqual({
      id: expect.any(String),
      object: 'chat.completion',
      created: completion.created,
      model: 'asked',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: '', refusal: null },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
    });
  });

  it.each([
    ['upstream_invalid_response', {}],
    ['upstream_invalid_response', { message: 'text' as never }],
    ['upstream_incomplete', line({ content: 'half' })],
    ['upstream_incomplete', whole({}, { done_reason: 'load' })],
    ['upstream_incomplete', whole({}, { done_reason: 'unload' })],
  ])('is none: %s', (code, answer) => {
    expect(() => convertResponse(answer, asked)).toThrow(
      expect.objectContaining({ code, retryable: true }),
    );
  });
});

/** The mulberry32 generator: the same choices in every run. */
function createChoices(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Thoughts, text and calls in any order and number; the last line may say something too. */
function randomLines(choose: (limit: number) => number): OllamaChatAnswer[] {
  const calls = () =>
    Array.from({ length: 1 + choose(3) }, () => called(`f${choose(2)}`, { a: choose(9) }));
  const message = () =>
    [{ thinking: `t${choose(9)}` }, { content: `c${choose(9)}` }, { tool_calls: calls() }, {}][
      choose(4)
    ] as object;
  const done_reason = ['stop', 'length'][choose(2)];
  const lines = Array.from({ length: choose(8) }, () => line(message()));
  return [...lines, whole(message(), { done_reason })];
}

/** What a server does that is asked not to stream. */
function joinLines(lines: readonly OllamaChatAnswer[]): OllamaChatAnswer {
  const messages = lines.map(({ message }) => message ?? {});
  const join = (name: 'content' | 'thinking') => messages.map((one) => one[name] ?? '').join('');
  const calls: OllamaCalled[] = messages.flatMap(({ tool_calls }) => tool_calls ?? []);
  const message = { content: join('content'), thinking: join('thinking'), tool_calls: calls };
  return { ...lines.at(-1), message };
}

function sayingOfChunks(chunks: readonly ChatChunk[]) {
  const deltas = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
  const calls = deltas.flatMap(({ tool_calls }) => tool_calls ?? []);
  return {
    text: deltas.map(({ content }) => content ?? '').join(''),
    thoughts: deltas.map(({ reasoning_content: thought }) => thought ?? '').join(''),
    calls: calls.map((call) => call.function),
    indices: calls.map(({ index }) => index),
    ids: new Set(calls.map(({ id }) => id)).size,
    finish: chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []),
    usage: chunks.at(-1)?.usage,
  };
}

function sayingOf({ choices, usage }: ChatCompletion) {
  const { message, finish_reason } = choices[0] ?? expect.fail('no choice');
  const calls = message.tool_calls ?? [];
  return {
    text: message.content ?? '',
    thoughts: message.reasoning_content ?? '',
    calls: calls.map((call) => 'function' in call && call.function),
    indices: calls.map((_, index) => index),
    ids: calls.length,
    finish: [finish_reason],
    usage,
  };
}

it('an answer says the same as a stream and as JSON, however its lines are mixed', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const lines = randomLines(createChoices(seed));
    const reducer = createChunkReducer({ ...asked, includeUsage: true });
    const chunks = lines.flatMap((one) => reducer.push(one));
    const completion = convertResponse(joinLines(lines), asked);
    expect(sayingOfChunks(chunks), `seed ${seed}`).toEqual(sayingOf(completion));
  }
});
