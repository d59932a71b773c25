import Anthropic from '@anthropic-ai/sdk';
import { recordings, startUpstream, stream, type Upstream } from '@gw/testkit/upstream';
import { describe, expect, it } from 'vitest';
import { callsIn, refusalOf, request, textIn } from './support/messages-house.ts';

const clientOf = ({ origin }: Upstream) =>
  new Anthropic({ baseURL: origin, apiKey: 'sk-test', maxRetries: 0 });

/** What all the other tests stand on: that it speaks as Anthropic does. */
describe("Anthropic's SDK: the scripted upstream itself", () => {
  it('says the same whole and streamed', async () => {
    await using upstream = await startUpstream();
    const { messages } = clientOf(upstream);
    const thinking = { type: 'enabled' as const, budget_tokens: 1024 };
    const tools = [{ name: 'one', input_schema: { type: 'object' as const } }];
    for (const more of [{}, { max_tokens: 2048, thinking }, { tools }, { max_tokens: 3 }]) {
      const { _request_id, ...whole } = await messages.create({ ...request, ...more });
      const running = messages.stream({ ...request, ...more });
      const { parsed_output: _, ...streamed } = await running.finalMessage();
      expect(streamed).toEqual(whole);
      expect([_request_id, running.request_id]).toEqual([
        expect.stringMatching(/^req_/),
        expect.stringMatching(/^req_/),
      ]);
    }
  });

  it('counts what it reads', async () => {
    await using upstream = await startUpstream();
    const { max_tokens: _, ...prompt } = request;
    const { messages } = clientOf(upstream);
    const { usage } = await messages.create(request);
    expect(await messages.countTokens(prompt)).toEqual({ input_tokens: usage.input_tokens });
  });

  it('refuses as Anthropic does', async () => {
    await using upstream = await startUpstream();
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: '' }] }];
    const error = await refusalOf(clientOf(upstream).messages.create({ ...request, messages }));
    expect(error).toBeInstanceOf(Anthropic.BadRequestError);
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      requestID: 'req_upstream_1',
      apiMessage: 'messages.0.content.0: A text must not be empty.',
    });
  });

  it('plays a recorded stream that the SDK can follow', async () => {
    const { frames } = recordings.messagesToolCalls;
    await using upstream = await startUpstream({ script: [stream(frames)] });
    const message = await clientOf(upstream).messages.stream(request).finalMessage();
    expect(textIn(message)).toBe('Köln und 東京, cafe\u0301 👩🏽‍🚀:');
    expect(callsIn(message).map(({ name, input }) => [name, input])).toEqual([
      ['get_weather', { city: 'Köln' }],
      ['get_weather', { city: '東京' }],
      ['get_time', {}],
    ]);
    expect(message).toMatchObject({ stop_reason: 'tool_use', usage: { output_tokens: 89 } });
  });
});
