import type { ChatChunk } from '@gw/schema';
import { describe, expect, it } from 'vitest';
import { called, lastLine, line, withoutIds } from './__fixtures__/answers.ts';
import type { OllamaChatAnswer } from './ollama-api.ts';
import { createChunkReducer } from './stream-chunks.ts';

const asked = { provider: 'ollama', model: 'asked', includeUsage: true, warn: () => {} };
const head = {
  id: 'chatcmpl_0',
  created: 1_751_919_739,
  model: 'llama3.2',
  object: 'chat.completion.chunk',
};

function chunksOf(lines: readonly OllamaChatAnswer[], includeUsage = true): ChatChunk[] {
  const reducer = createChunkReducer({ ...asked, includeUsage });
  return lines.flatMap((one) => reducer.push(one));
}

const says = (delta: object, logprobs: unknown = null) => ({
  ...head,
  choices: [{ index: 0, delta, finish_reason: null, logprobs }],
});
const finishes = (finish_reason: string) => ({
  ...head,
  choices: [{ index: 0, delta: {}, finish_reason, logprobs: null }],
});
const counts = {
  ...head,
  choices: [],
  usage: { prompt_tokens: 169, completion_tokens: 15, total_tokens: 184 },
};

describe('the lines of an answer', () => {
  it('become chunks: who speaks, thoughts, text, the finish, the counts without durations', () => {
    const lines = [
      line({ thinking: 'Hm' }),
      line({ thinking: '.' }),
      line({ content: 'The' }),
      line({ content: ' sky' }),
      lastLine(),
    ];
    expect(withoutIds(chunksOf(lines))).toEqual([
      says({ role: 'assistant', content: '', reasoning_content: 'Hm' }),
      says({ reasoning_content: '.' }),
      says({ content: 'The' }),
      says({ content: ' sky' }),
      finishes('stop'),
      counts,
    ]);
  });

  it('tell no counts to who did not ask', () => {
    expect(withoutIds(chunksOf([line({ content: 'a' }), lastLine()], false))).toEqual([
      says({ role: 'assistant', content: 'a' }),
      finishes('stop'),
    ]);
  });

  it.each([
    [{ prompt_eval_count: undefined, eval_count: 2 }, [0, 2, 2]],
    [{ prompt_eval_count: 3, eval_count: null }, [3, 0, 3]],
  ])('leave out a zero: %j', (rest, [prompt_tokens, completion_tokens, total_tokens]) => {
    expect(chunksOf([lastLine(rest)]).at(-1)?.usage).toEqual({
      prompt_tokens,
      completion_tokens,
      total_tokens,
    });
  });

  it('have no counts where the upstream had none', () => {
    const rest = { prompt_eval_count: undefined, eval_count: undefined };
    expect(withoutIds(chunksOf([lastLine(rest)]))).toEqual([
      says({ role: 'assistant', content: '' }),
      finishes('stop'),
    ]);
  });

  it.each([
    ['stop', 'stop'],
    ['length', 'length'],
    [undefined, 'stop'],
    [null, 'stop'],
    ['new word', 'stop'],
  ])('end for the reason %s as %s', (done_reason, reason) => {
    const chunks = chunksOf([line({ content: 'a' }), lastLine({ done_reason })]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe(reason);
  });

  it('may say the last of it in the last line, and nothing behind it', () => {
    const last = { ...lastLine(), message: { content: '!' } };
    expect(withoutIds(chunksOf([line({ content: 'Hi' }), last, line({ content: 'x' })]))).toEqual([
      says({ role: 'assistant', content: 'Hi' }),
      says({ content: '!' }),
      finishes('stop'),
      counts,
    ]);
  });

  it('that lack most of what they promise say what they have', () => {
    const lines = [{}, { message: null }, { message: { content: null, tool_calls: null } }];
    const chunks = chunksOf([...lines, { message: { content: 'a' } }, { done: true }]);
    expect(chunks.map(({ model, choices }) => ({ model, choices }))).toEqual(
      [says({ role: 'assistant', content: '' }), says({ content: 'a' }), finishes('stop')].map(
        ({ choices }) => ({ model: 'asked', choices }),
      ),
    );
  });

  it('have the tokens that were asked for, also where they say nothing yet', () => {
    const token = { token: 'a', logprob: -0.5, bytes: [97] };
    const logprobs = [{ ...token, top_logprobs: [token, { token: 'b', logprob: -2 }] }];
    const told = {
      content: [{ ...token, top_logprobs: [token, { token: 'b', logprob: -2, bytes: null }] }],
      refusal: null,
    };
    const bare = { content: [{ token: '', logprob: 0, bytes: null, top_logprobs: [] }] };
    const lines = [line({ content: 'a' }, { logprobs }), line({}, { logprobs: [{}, null] })];
    expect(withoutIds(chunksOf(lines))).toEqual([
      says({ role: 'assistant', content: 'a' }, told),
      says({}, { ...bare, refusal: null }),
    ]);
  });
});

describe('calls', () => {
  const delta = (index: number, id: string, name: string, text: string) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: text },
  });

  it('get an index and an id of their own, in one line and over several, and finish as calls', () => {
    const same = { index: 0 };
    const lines = [
      line({ tool_calls: [{ id: 'x', ...called('f', { a: 1 }, same) } as never] }),
      line({ tool_calls: [{ id: 'x', ...called('f', { a: 2 }, same) } as never] }),
      line({ tool_calls: [called('g', {}), called('f', { a: 1 })] }),
      lastLine(),
    ];
    expect(withoutIds(chunksOf(lines, false))).toEqual([
      says({ role: 'assistant', content: '', tool_calls: [delta(0, 'call_1', 'f', '{"a":1}')] }),
      says({ tool_calls: [delta(1, 'call_2', 'f', '{"a":2}')] }),
      says({ tool_calls: [delta(2, 'call_3', 'g', '{}'), delta(3, 'call_4', 'f', '{"a":1}')] }),
      finishes('tool_calls'),
    ]);
  });

  it('that were cut off by the limit finish as that', () => {
    const lines = [line({ tool_calls: [called('f', {})] }), lastLine({ done_reason: 'length' })];
    expect(chunksOf(lines).at(-2)?.choices[0]?.finish_reason).toBe('length');
  });

  it.each([
    [{ city: 'Köln', deep: [{ x: null }] }, '{"city":"Köln","deep":[{"x":null}]}'],
    ['{"a":1}', '{"a":1}'],
    [undefined, '{}'],
    [null, '{}'],
    ['', '{}'],
  ])('with arguments %j are written %s', (args, text) => {
    const [chunk] = chunksOf([line({ tool_calls: [called('f', args)] })]);
    expect(chunk?.choices[0]?.delta.tool_calls?.[0]?.function?.arguments).toBe(text);
  });

  it('that name no function are none', () => {
    const broken = [null, {}, { function: null }, called('', {}), 'f'];
    const lines = [line({ tool_calls: broken as never }), lastLine()];
    expect(withoutIds(chunksOf(lines, false))).toEqual([
      says({ role: 'assistant', content: '' }),
      finishes('stop'),
    ]);
  });
});

describe('an answer that is about loading', () => {
  it.each(['load', 'unload'])(
    'and nothing else is a failure that may be tried again: %s',
    (done_reason) => {
      const reducer = createChunkReducer(asked);
      expect(() => reducer.push(lastLine({ done_reason }))).toThrow(
        expect.objectContaining({ code: 'upstream_incomplete', retryable: true }),
      );
      expect(reducer.isDone()).toBe(false);
    },
  );

  it('and says something is an answer', () => {
    const chunks = chunksOf([line({ content: 'a' }), lastLine({ done_reason: 'load' })]);
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  });
});
