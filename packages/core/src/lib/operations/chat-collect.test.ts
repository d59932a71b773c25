import type { ChatChunk } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import {
  chunkOf,
  completion,
  deltaChunk,
  finishChunk,
  roleChunk,
  textChunk,
  usageChunk,
} from '../../__fixtures__/chat-wire.ts';
import { randomCompletion, randomTelling } from '../../__fixtures__/random-completion.ts';
import { forSeeds } from '../../__fixtures__/seeded.ts';
import { collectChat } from './chat-collect.ts';
import { toChatChunks } from './chat-render.ts';
import { chatStream } from './chat-stream.ts';

function collect(chunks: readonly ChatChunk[]) {
  const collector = collectChat();
  for (const chunk of chunks) collector.push(chunk);
  return collector.end();
}

describe('a completion that is told as a stream and collected again', () => {
  test('is what it was', async () => {
    await forSeeds(500, (seeded) => {
      const whole = randomCompletion(seeded);
      expect(collect(toChatChunks(whole))).toEqual(whole);
    });
  });

  test('is what it was however it is told: in pieces, calls and choices mixed', async () => {
    await forSeeds(500, (seeded) => {
      const whole = randomCompletion(seeded);
      expect(collect(randomTelling(seeded, whole))).toEqual(whole);
    });
  });

  test('is what it was when finishes are held back behind the deltas', async () => {
    await forSeeds(300, (seeded) => {
      const whole = randomCompletion(seeded);
      const held: ChatChunk[] = [];
      const through: ChatChunk[] = [];
      for (const chunk of randomTelling(seeded, whole)) {
        const { delta, finish } = chatStream.splitEvent(chunk);
        if (delta) through.push(delta);
        if (finish) held.push(finish);
      }
      expect(collect([...through, ...held])).toEqual(whole);
    });
  });

  test('leaves the chunks as they are', async () => {
    await forSeeds(50, (seeded) => {
      const chunks = randomTelling(seeded, randomCompletion(seeded));
      const before = structuredClone(chunks);
      collect(chunks);
      collect(chunks);
      expect(chunks).toEqual(before);
    });
  });
});

describe('collecting', () => {
  test('puts texts together and keeps what names a thing', () => {
    const call = (members: object) => deltaChunk({ tool_calls: [{ index: 0, ...members }] });
    const whole = collect([
      roleChunk(),
      call({ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a"' } }),
      // Some upstreams repeat the names in every piece, or send them empty.
      call({ id: 'call_1', type: 'function', function: { name: 'f', arguments: ':1' } }),
      call({ id: '', type: 'function', function: { name: '', arguments: '}' } }),
      finishChunk(0, 'tool_calls'),
      usageChunk(),
    ]);
    expect(whole?.choices[0]?.message.tool_calls).toEqual([
      { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } },
    ]);
  });

  test('takes calls that come without an index by their place', () => {
    const whole = collect([
      deltaChunk({
        tool_calls: [
          { id: 'a', function: { name: 'f' } },
          { id: 'b', function: { name: 'g' } },
        ],
      }),
    ]);
    expect(whole?.choices[0]?.message.tool_calls?.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('sorts choices and calls by their index', () => {
    const whole = collect([
      textChunk('one', 1),
      textChunk('zero', 0),
      deltaChunk({ tool_calls: [{ index: 1, id: 'b' }] }),
      deltaChunk({ tool_calls: [{ index: 0, id: 'a' }] }),
    ]);
    expect(whole?.choices.map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'zero'],
      [1, 'one'],
    ]);
    expect(whole?.choices[0]?.message.tool_calls?.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  test('replaces what a choice says anew in every chunk', () => {
    const filtered = (severity: string) =>
      chunkOf([
        {
          index: 0,
          delta: { content: 'x' },
          finish_reason: null,
          content_filter_results: { hate: { severity } },
        },
      ]);
    const whole = collect([filtered('safe'), filtered('safe'), filtered('low')]);
    expect(whole?.choices[0]).toMatchObject({
      message: { content: 'xxx' },
      content_filter_results: { hate: { severity: 'low' } },
    });
  });

  test('of a part of a stream is a valid, partial completion', () => {
    expect(collect([])).toBeUndefined();
    expect(collect([textChunk('ha'), textChunk('lf')])).toEqual({
      ...completion('half', { usage: undefined }),
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'half', refusal: null },
          finish_reason: null,
          logprobs: null,
        },
      ],
    });
  });

  test.each([
    {
      delta: JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    },
    {
      delta: {
        tool_calls: [
          JSON.parse(
            '{"index":0,"__proto__":{"polluted":1},"function":{"__proto__":{"polluted":1}}}',
          ),
        ],
      },
    },
    JSON.parse('{"__proto__":{"polluted":1},"delta":{},"logprobs":{"__proto__":{"polluted":1}}}'),
  ])('touches no object but its own, whatever members are called', (choice) => {
    collect([chunkOf([{ index: 0, ...choice }], JSON.parse('{"__proto__":{"polluted":1}}'))]);
    const isPolluted = 'polluted' in {};
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect(isPolluted).toBe(false);
  });
});

describe('rendering', () => {
  test('tells each choice, its finish, and the usage last', () => {
    expect(toChatChunks(completion('hi'))).toEqual([
      chunkOf([
        {
          index: 0,
          delta: { role: 'assistant', content: 'hi', refusal: null },
          finish_reason: null,
          logprobs: null,
        },
      ]),
      finishChunk(),
      usageChunk(),
    ]);
  });

  test('numbers the calls, as a stream must', () => {
    const call = (id: string) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: '{}' },
    });
    const message = {
      role: 'assistant',
      content: null,
      refusal: null,
      tool_calls: [call('a'), call('b')],
    };
    const [first] = toChatChunks(
      completion('', {
        choices: [{ index: 0, message, finish_reason: 'tool_calls', logprobs: null }],
      }),
    );
    expect(first?.choices[0]?.delta.tool_calls?.map(({ index, id }) => [index, id])).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
  });
});
