import Anthropic from '@anthropic-ai/sdk';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { apiKeys } from '@gw/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  onEveryWire,
  openMessagesHouse,
  refusalOf,
  request,
  textIn,
} from './support/messages-house.ts';
import { lastRequest, toldTo } from './support/responses-house.ts';

onEveryWire("Anthropic's SDK: messages", (wire) => {
  it('are whole, with all members that the SDK promises', async () => {
    await using house = await openMessagesHouse(wire);
    const message = await house.anthropic.messages.create(request);
    expect(message).toEqual({
      id: expect.stringMatching(/^msg_/),
      type: 'message',
      role: 'assistant',
      model: 'test-model',
      content: [{ type: 'text', text: 'You wrote: one two three', citations: null }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      stop_details: null,
      container: null,
      diagnostics: null,
      usage: expect.objectContaining({ input_tokens: 3, output_tokens: 5 }),
    });
    expect(message._request_id).toMatch(/^req_/);
  });

  it('say the same as a stream', async () => {
    await using house = await openMessagesHouse(wire);
    const deltas: string[] = [];
    const events: string[] = [];
    const running = house.anthropic.messages
      .stream(request)
      .on('text', (delta) => deltas.push(delta))
      .on('streamEvent', ({ type }) => events.push(type));
    const streamed = await running.finalMessage();
    const {
      id: _,
      usage,
      diagnostics: __,
      ...whole
    } = await house.anthropic.messages.create(request);
    expect(streamed).toMatchObject(whole);
    expect(streamed.usage).toMatchObject({
      input_tokens: usage.input_tokens,
      output_tokens: usage.output_tokens,
    });
    expect(deltas).toEqual(['You', ' wrote:', ' one', ' two', ' three']);
    expect(events.filter((type, at) => type !== events[at - 1])).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(running.request_id).toMatch(/^req_/);
  });

  it('follow a system prompt in blocks, and a conversation in its order', async () => {
    await using house = await openMessagesHouse(wire);
    const message = await house.anthropic.messages.create({
      ...request,
      system: [
        { type: 'text', text: 'Be brief.' },
        { type: 'text', text: 'Be kind.', cache_control: { type: 'ephemeral' } },
      ],
      messages: [
        { role: 'user', content: 'first' },
        { role: 'assistant', content: [{ type: 'text', text: 'answer' }] },
        { role: 'user', content: [{ type: 'text', text: 'second' }] },
      ],
    });
    expect(textIn(message)).toBe('You wrote: second');
    expect(JSON.stringify(house.upstream.requests[0]?.json)).toMatch(/Be brief\..*Be kind\./);
    const conversation = toldTo(house).filter(([role]) => role !== 'system');
    expect(conversation).toEqual([
      ['user', 'first'],
      ['assistant', 'answer'],
      ['user', 'second'],
    ]);
  });

  it('end where their limit is', async () => {
    await using house = await openMessagesHouse(wire);
    const words = Array.from({ length: 30 }, (_, at) => `w${at}`).join(' ');
    const asked = {
      ...request,
      max_tokens: 16,
      messages: [{ role: 'user' as const, content: words }],
    };
    const whole = await house.anthropic.messages.create(asked);
    const streamed = await house.anthropic.messages.stream(asked).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message).toMatchObject({ stop_reason: 'max_tokens', usage: { output_tokens: 16 } });
      expect(textIn(message)).toBe(`You wrote: ${words.split(' ').slice(0, 14).join(' ')}`);
    }
  });

  it('have the shape that a schema asks for, parsed', async () => {
    await using house = await openMessagesHouse(wire);
    const weather = z.object({
      city: z.string(),
      unit: z.enum(['C', 'F']),
      days: z.array(z.int()),
    });
    const parsed = await house.anthropic.messages.parse({
      ...request,
      output_config: { format: zodOutputFormat(weather) },
    });
    expect(parsed.parsed_output).toEqual({ city: 'city', unit: 'C', days: [1] });
    const format = jsonSchemaOutputFormat({
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    });
    const streamed = await house.anthropic.messages
      .stream({ ...request, output_config: { format } })
      .finalMessage();
    expect(streamed.parsed_output).toEqual({ city: 'city' });
  });

  it('name their user by a hash of its own in each tenant', async () => {
    const use = [apiKeys({ 'sk-red': 'red', 'sk-blue': 'blue' })];
    await using house = await openMessagesHouse(wire, { use });
    const asked = { ...request, metadata: { user_id: 'user-17' } };
    for (const apiKey of ['sk-red', 'sk-red', 'sk-blue']) {
      await house.anthropicClient({ apiKey }).messages.create(asked);
    }
    const users = house.upstream.requests.map(({ json }) => userIn(json as Named));
    expect(users[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(users[1]).toBe(users[0]);
    expect(users[2]).not.toBe(users[0]);
    expect(JSON.stringify(house.upstream.requests[0]?.json)).not.toContain('user-17');
  });

  it('are counted before they are sent', async () => {
    await using house = await openMessagesHouse(wire);
    const { max_tokens: _, ...prompt } = request;
    const asked = { ...prompt, system: 'Be very brief.' };
    const { data, response } = await house.anthropic.messages.countTokens(asked).withResponse();
    if (wire !== 'chat') return void expect(data).toEqual({ input_tokens: 6 });
    // Nobody there can count.
    expect(data).toEqual({ input_tokens: expect.any(Number) });
    expect(response.headers.get('x-gw-estimated')).toBe('true');
    expect(house.upstream.requests).toHaveLength(0);
  });
});

interface Named {
  readonly metadata?: { readonly user_id?: string };
  readonly safety_identifier?: string;
}

const userIn = ({ metadata, safety_identifier }: Named) => metadata?.user_id ?? safety_identifier;

describe("Anthropic's SDK: sequences that stop an answer", () => {
  const asked = { ...request, stop_sequences: [' two'] };

  it('stop it where its upstream speaks the same api', async () => {
    await using house = await openMessagesHouse('messages');
    const whole = await house.anthropic.messages.create(asked);
    const streamed = await house.anthropic.messages.stream(asked).finalMessage();
    for (const message of [whole, streamed]) {
      expect(message).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: ' two' });
      expect(textIn(message)).toBe('You wrote: one');
    }
  });

  it('are told to an upstream that speaks chat', async () => {
    await using house = await openMessagesHouse('chat');
    await house.anthropic.messages.create(asked);
    expect(lastRequest(house).stop).toEqual([' two']);
  });

  it('are refused, by name, where there is no way to say them', async () => {
    await using house = await openMessagesHouse('responses');
    const error = await refusalOf(house.anthropic.messages.create(asked));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error.message).toContain('stop_sequences');
    expect(house.upstream.requests).toHaveLength(0);
  });
});

describe("Anthropic's SDK: who asks", () => {
  const use = [apiKeys({ 'sk-a': 'acme' })];

  it.each([
    ['x-api-key', { apiKey: 'sk-a' }],
    ['a bearer token', { apiKey: null, authToken: 'sk-a' }],
  ])('is known by %s, which goes no further', async (_name, options) => {
    await using house = await openMessagesHouse('messages', { use });
    const client = house.anthropicClient(options);
    expect(textIn(await client.messages.create(request))).toBe('You wrote: one two three');
    const { max_tokens: _, ...prompt } = request;
    expect(await client.messages.countTokens(prompt)).toEqual({ input_tokens: 3 });
    const sent = JSON.stringify(house.upstream.requests.map(({ headers }) => headers));
    expect(sent).not.toContain('sk-a');
  });

  it('has headers of its own that pass where they are named', async () => {
    const forwardHeaders = ['anthropic-beta', 'anthropic-version'];
    await using house = await openMessagesHouse('messages', { provider: { forwardHeaders } });
    const defaultHeaders = { 'anthropic-beta': 'context-1m-2025-08-07' };
    await house.anthropicClient({ defaultHeaders }).messages.create(request);
    const [sent] = house.upstream.requests;
    expect(sent?.header('anthropic-beta')).toBe('context-1m-2025-08-07');
    expect(sent?.header('anthropic-version')).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
