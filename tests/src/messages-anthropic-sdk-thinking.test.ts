import type Anthropic from '@anthropic-ai/sdk';
import { recordings, stream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import {
  type MessagesHouse,
  openMessagesHouse,
  request,
  textIn,
} from './support/messages-house.ts';

const thinking = {
  ...request,
  max_tokens: 2048,
  thinking: { type: 'enabled' as const, budget_tokens: 1024 },
};

/** The thinking in front of a message's text. */
function thoughtIn({ content: [first] }: Anthropic.Message): Anthropic.ThinkingBlock {
  if (first?.type !== 'thinking') throw new Error(`It does not think: ${JSON.stringify(first)}`);
  return first;
}

/** Another turn, with all that the first one said. */
function goOn(house: MessagesHouse, first: Anthropic.Message, model: string) {
  return house.anthropic.messages.create({
    ...thinking,
    model,
    messages: [
      ...request.messages,
      { role: 'assistant', content: first.content },
      { role: 'user', content: 'go on' },
    ],
  });
}

describe.each(['messages', 'responses'] as const)("Anthropic's SDK: thinking, on %s", (wire) => {
  it('comes whole and streamed, with a signature', async () => {
    await using house = await openMessagesHouse(wire);
    const whole = await house.anthropic.messages.create(thinking);
    const deltas: string[] = [];
    const streamed = await house.anthropic.messages
      .stream(thinking)
      .on('thinking', (delta) => deltas.push(delta))
      .finalMessage();
    for (const message of [whole, streamed]) {
      expect(thoughtIn(message).thinking).toMatch(
        /^The last one said 3 words\.\s+An echo will do\.$/,
      );
      expect(thoughtIn(message).signature).not.toBe('');
      expect(textIn(message)).toBe('You wrote: one two three');
      expect(message.usage.output_tokens_details).toMatchObject({ thinking_tokens: 10 });
    }
    expect(deltas.join('')).toBe(thoughtIn(streamed).thinking);
    expect(deltas.length).toBeGreaterThan(3);
  });

  // The upstream refuses what it has not signed itself.
  it('goes back to who signed it, also where others could be meant', async () => {
    await using house = await openMessagesHouse({ one: wire, other: wire });
    const first = await house.anthropic.messages.create({ ...thinking, model: 'one/m' });
    const streamed = await house.anthropic.messages
      .stream({ ...thinking, model: 'one/m' })
      .finalMessage();
    for (const message of [first, streamed]) {
      expect(textIn(await goOn(house, message, 'one/m'))).toBe('You wrote: go on');
      expect(house.upstreamOf('one').requests.at(-1)?.text).toContain('gAAAA');
    }
  });

  it('goes to nobody else', async () => {
    await using house = await openMessagesHouse({ one: wire, other: wire, chatter: 'chat' });
    const first = await house.anthropic.messages.create({ ...thinking, model: 'one/m' });
    for (const id of ['other', 'chatter']) {
      expect(textIn(await goOn(house, first, `${id}/m`))).toBe('You wrote: go on');
      const sent = house.upstreamOf(id).requests.at(-1)?.text ?? '';
      expect(sent).not.toContain('gAAAA');
      expect(sent).not.toContain(thoughtIn(first).signature);
    }
  });

  it('that nobody may read is signed all the same', async () => {
    await using house = await openMessagesHouse(wire);
    const asked = {
      ...thinking,
      thinking: { type: 'adaptive' as const, display: 'omitted' as const },
    };
    const { content } = await house.anthropic.messages.create({
      ...asked,
      output_config: { effort: 'low' },
    });
    expect(content[0]).toMatchObject(
      wire === 'messages'
        ? { type: 'thinking', thinking: '', signature: expect.stringMatching(/.+/) }
        : { type: 'redacted_thinking', data: expect.stringMatching(/.+/) },
    );
  });
});

describe("Anthropic's SDK: thinking of a model that speaks chat", () => {
  it('is shown, and goes back to it', async () => {
    await using house = await openMessagesHouse('chat');
    house.upstream.script(stream(recordings.chatReasoning.frames));
    const message = await house.anthropic.messages.stream(thinking).finalMessage();
    expect(thoughtIn(message).thinking).toBe('Compare the tenths: 1 < 8 → done.');
    expect(textIn(message)).toBe('9.8 is greater ✓');
    expect(textIn(await goOn(house, message, 'test-model'))).toBe('You wrote: go on');
  });
});
