import type Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { recordings, stream } from '@gw/testkit/upstream';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  callsIn,
  onEveryWire,
  openMessagesHouse,
  request,
  textIn,
  type Wire,
} from './support/messages-house.ts';

const tool = (name: string, argument: string): Anthropic.Tool => ({
  name,
  description: `Asks for the ${argument}.`,
  input_schema: {
    type: 'object',
    properties: { [argument]: { type: 'string' } },
    required: [argument],
  },
});
const tools = [tool('get_weather', 'city'), tool('get_map', 'place')];
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const image: Anthropic.ImageBlockParam = {
  type: 'image',
  source: { type: 'base64', media_type: 'image/png', data: pixel },
};

/** What the client's tools say to the calls of a message. */
function resultsFor(message: Anthropic.Message): Anthropic.ToolResultBlockParam[] {
  return callsIn(message).map(({ id, name }) => ({
    type: 'tool_result',
    tool_use_id: id,
    content: name === 'get_map' ? [{ type: 'text', text: 'Here it is.' }, image] : 'sunny',
  }));
}

const said = (message: Anthropic.Message) =>
  callsIn(message).map(({ name, input }) => [name, input]);

const parallel = [
  ['get_weather', { city: 'city' }],
  ['get_map', { place: 'place' }],
];

/** What each api's upstream may do with parallel calls. */
const recordingOf = {
  messages: recordings.messagesToolCalls,
  responses: recordings.responsesToolCalls,
  chat: recordings.chatToolCalls,
} satisfies Readonly<Record<Wire, unknown>>;

onEveryWire("Anthropic's SDK: tools", (wire) => {
  it('are called in parallel, whole and streamed, with input piece by piece', async () => {
    await using house = await openMessagesHouse(wire);
    const params = { ...request, tools, tool_choice: { type: 'any' as const } };
    const whole = await house.anthropic.messages.create(params);
    const pieces: string[] = [];
    const streamed = await house.anthropic.messages
      .stream(params)
      .on('inputJson', (piece) => pieces.push(piece))
      .finalMessage();
    for (const message of [whole, streamed]) {
      expect(said(message)).toEqual(parallel);
      expect(message.stop_reason).toBe('tool_use');
      expect(new Set(callsIn(message).map(({ id }) => id)).size).toBe(2);
    }
    expect(pieces.join('')).toBe('{"city":"city"}{"place":"place"}');
  });

  it('are answered with text and pictures, and the conversation goes on', async () => {
    await using house = await openMessagesHouse(wire);
    const { messages } = house.anthropic;
    const question = { role: 'user' as const, content: 'get_weather and get_map, please' };
    const first = await messages.stream({ ...request, tools, messages: [question] }).finalMessage();
    expect(said(first)).toEqual(parallel);
    const second = await messages.create({
      ...request,
      tools,
      tool_choice: { type: 'none' },
      messages: [
        question,
        { role: 'assistant', content: first.content },
        { role: 'user', content: resultsFor(first) },
      ],
    });
    expect(second.stop_reason).toBe('end_turn');
    expect(textIn(second)).toContain('image');
    const sent = house.upstream.requests.at(-1)?.text ?? '';
    for (const part of ['sunny', 'Here it is.', pixel]) expect(sent).toContain(part);
  });

  it('are chosen, forbidden, or called one at a time', async () => {
    await using house = await openMessagesHouse(wire);
    const namesFor = async (tool_choice: Anthropic.ToolChoice) => {
      const message = await house.anthropic.messages.create({ ...request, tools, tool_choice });
      return callsIn(message).map(({ name }) => name);
    };
    expect(await namesFor({ type: 'tool', name: 'get_map' })).toEqual(['get_map']);
    expect(await namesFor({ type: 'none' })).toEqual([]);
    expect(await namesFor({ type: 'auto' })).toEqual([]);
    expect(await namesFor({ type: 'any', disable_parallel_tool_use: true })).toEqual([
      'get_weather',
    ]);
  });

  it('have whole inputs, however the upstream mixes its pieces', async () => {
    await using house = await openMessagesHouse(wire);
    house.upstream.script(stream(recordingOf[wire].frames));
    const message = await house.anthropic.messages.stream({ ...request, tools }).finalMessage();
    expect(said(message)).toEqual([
      ['get_weather', { city: 'Köln' }],
      ['get_weather', { city: '東京' }],
      // Anthropic's recording calls this one without any input.
      ['get_time', wire === 'messages' ? {} : { zone: 'Europe/Berlin' }],
    ]);
    expect(message.stop_reason).toBe('tool_use');
  });

  it('that failed are told so', async () => {
    await using house = await openMessagesHouse(wire);
    const call = { type: 'tool_use' as const, id: 'toolu_1', name: 'get_map', input: {} };
    const failed = {
      type: 'tool_result' as const,
      tool_use_id: 'toolu_1',
      is_error: true,
      content: 'no such place',
    };
    const message = await house.anthropic.messages.create({
      ...request,
      tools,
      messages: [
        ...request.messages,
        { role: 'assistant', content: [call] },
        { role: 'user', content: [failed] },
      ],
    });
    expect(textIn(message)).toContain('no such place');
  });

  it('run by the SDK itself, up to an answer without calls', async () => {
    await using house = await openMessagesHouse(wire);
    const asked: unknown[] = [];
    const weather = betaZodTool({
      name: 'get_weather',
      description: 'The weather of a city.',
      inputSchema: z.object({ city: z.string() }),
      run(input) {
        asked.push(input);
        return 'sunny';
      },
    });
    const final = await house.anthropic.beta.messages.toolRunner({
      ...request,
      messages: [{ role: 'user', content: 'get_weather, please' }],
      tools: [weather],
    });
    expect(asked).toEqual([{ city: 'city' }]);
    expect(final.content).toMatchObject([{ type: 'text', text: 'The tool said: sunny' }]);
    expect(house.upstream.requests).toHaveLength(2);
  });
});
