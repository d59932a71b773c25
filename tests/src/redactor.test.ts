import { type ApiEvent, type ApiResponse, type Hooks, payloadFromValue, perStream } from '@gw/core';
import { compose, cutMidStream, doneFrame, stream as streams } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { streamed, whole } from './support/endpoints.ts';
import { openHouse } from './support/house.ts';
import { contentOf } from './support/read-content.ts';
import { chatTextOf, errorAtEnd, readEvents } from './support/sse-text.ts';

describe('a redactor', () => {
  const word = 'Constantinople';
  const redact: Hooks = {
    name: 'redactor',
    collect: true,
    onChunk: perStream(() => {
      let held = '';
      let last: ApiEvent<'chat'> | undefined;
      const say = (content: string): ApiEvent[] =>
        content === '' || !last
          ? []
          : [{ ...last, choices: [{ ...last.choices[0], delta: { content } }] } as ApiEvent];
      return {
        push(event) {
          const chunk = event as ApiEvent<'chat'>;
          const content = chunk.choices?.[0]?.delta?.content;
          if (typeof content !== 'string') return [event];
          last = chunk;
          held = (held + content).replaceAll(word, '█');
          // The end of what is held may be the beginning of the word.
          const kept = longestSuffixThatStarts(held, word);
          const out = held.slice(0, held.length - kept);
          held = held.slice(held.length - kept);
          return say(out);
        },
        end: () => say(held),
      };
    }),
    onResponse(_ctx, { body }) {
      if (!body) return undefined;
      const text = new TextDecoder().decode(body.bytes()).replaceAll(word, '█');
      return { body: payloadFromValue<ApiResponse>(JSON.parse(text)) };
    },
  };
  const request = { model: 'test-model', messages: [{ role: 'user', content: 'x' }] };
  const chunks = ['To Con', 'stan', 'tinople and Cons', 'tant'].map((content) => ({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }));
  const finish = {
    ...chunks[0],
    choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
  };

  it('hides a word split over three deltas: it is in no byte sent or collected', async () => {
    await using house = await openHouse({ use: [redact] });
    house.upstream.script(streams([...chunks, finish, doneFrame]));
    const reply = await house.send('/chat/completions', { body: { ...request, stream: true } });
    expect(readEvents(reply.text).at(-1)?.data).toBe('[DONE]');
    expect(contentOf(streamed[0], reply.text)).toBe('To █ and Constant');
    const [settled] = await house.settled();
    expect(settled?.response).toMatchObject({
      choices: [{ message: { content: 'To █ and Constant' }, finish_reason: 'stop' }],
    });
    expect(JSON.stringify(settled)).not.toContain(word);
  });

  it('hides it in JSON too, also when the upstream streamed', async () => {
    await using house = await openHouse({ use: [redact] });
    house.upstream.script(streams([...chunks, finish, doneFrame]));
    const reply = await house.send('/chat/completions', { body: request });
    expect(contentOf(whole[0], reply.text)).toBe('To █ and Constant');
    const [settled] = await house.settled();
    expect(JSON.stringify(settled)).not.toContain(word);
  });

  it('lets out what it held when the stream breaks off, and never the word', async () => {
    await using house = await openHouse({ use: [redact] });
    house.upstream.script(
      compose(streams(chunks.slice(0, 4)), cutMidStream({ how: 'fin', afterFrames: 4 })),
    );
    const reply = await house.send('/chat/completions', { body: { ...request, stream: true } });
    expect(errorAtEnd(reply.text)).toMatchObject({ code: 'upstream_incomplete' });
    expect(chatTextOf(reply.text)).toBe('To █ and Constant');
    expect(reply.text).not.toContain('[DONE]');
  });
});

/** How many characters at the end of `text` could be the beginning of `word`. */
function longestSuffixThatStarts(text: string, word: string): number {
  for (let length = Math.min(text.length, word.length - 1); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
