import { describe, expect, it } from 'vitest';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { readSseStream, validateResponsesStream } from '../../responses.ts';
import {
  type RecordedStream,
  recordings,
  recordStream,
  startUpstream,
  stream,
} from '../../upstream.ts';
import { readFrameData } from '../sse-frame.ts';

/** The message the official client makes of a recorded chat stream. */
async function collect({ frames }: RecordedStream) {
  await using upstream = await startUpstream({ script: [stream(frames)] });
  const completion = createClient(upstream).chat.completions.stream({ model: 'm', messages: [] });
  return (await completion.finalChatCompletion()).choices[0];
}

describe('every recorded stream', () => {
  it.each(Object.entries(recordings))(
    '%s is whole frames, named by its source',
    (_name, recorded) => {
      const { frames, bytes, source, request } = recorded;
      expect(source).toMatch(/^https:\/\//);
      expect(request).toMatchObject({ stream: true });
      expect(new TextDecoder().decode(bytes)).toBe(frames.join(''));
      for (const frame of frames) {
        expect(frame).toMatch(/^(event: [a-z_.]+\n)?data: [^\n]+\n\n$/);
        if (frame !== 'data: [DONE]\n\n') expect(readFrameData(frame)).toHaveLength(1);
      }
    },
  );
});

describe('what the official client makes of them', () => {
  it('text in many scripts', async () => {
    const choice = await collect(recordings.chatText);
    expect(choice?.message.content).toBe('Grüße aus Köln, 東京は晴れ — cafe\u0301 👩🏽‍🚀🎉!');
    expect(choice?.finish_reason).toBe('stop');
  });

  it('three parallel calls with whole arguments', async () => {
    const choice = await collect(recordings.chatToolCalls);
    expect(choice?.message.tool_calls).toMatchObject([
      {
        id: 'call_mGx2Q8vT1nKzR4wL',
        function: { name: 'get_weather', arguments: '{"city":"Köln"}' },
      },
      {
        id: 'call_7hYpB3cJ9sDfE6uA',
        function: { name: 'get_weather', arguments: '{"city":"東京"}' },
      },
      {
        id: 'call_Zt5VqN0xW8iM2oRk',
        function: { name: 'get_time', arguments: '{"zone":"Europe/Berlin"}' },
      },
    ]);
    expect(choice?.finish_reason).toBe('tool_calls');
  });

  it('log probabilities whose bytes make up the text', async () => {
    const choice = await collect(recordings.chatLogprobs);
    expect(choice?.message.content).toBe('Hi 👋!');
    const bytes = choice?.logprobs?.content?.flatMap((entry) => entry.bytes ?? []) ?? [];
    expect(Buffer.from(bytes).toString()).toBe('Hi 👋');
  });

  it('an answer, whose reasoning stands in the deltas', async () => {
    const choice = await collect(recordings.chatReasoning);
    expect(choice?.message.content).toBe('9.8 is greater ✓');
    const deltas = recordings.chatReasoning.frames.flatMap(readFrameData) as {
      choices: { delta: { reasoning_content: string | null } }[];
    }[];
    const reasoning = deltas.map(({ choices }) => choices[0]?.delta.reasoning_content ?? '');
    expect(reasoning.join('')).toBe('Compare the tenths: 1 < 8 → done.');
  });

  it('images on their way', async () => {
    const { frames } = recordings.imagePartials;
    await using upstream = await startUpstream({ script: [stream(frames)] });
    const events = await createClient(upstream).images.generate({
      model: 'm',
      prompt: 'p',
      stream: true,
    });
    const types = [];
    for await (const { type } of events) types.push(type);
    expect(types).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
  });
});

/** The response the official client makes of a recorded Responses stream. */
async function collectResponse({ frames }: RecordedStream) {
  await using upstream = await startUpstream({ script: [stream(frames)] });
  const response = createClient(upstream).responses.stream({ model: 'm', input: 'x' });
  return await response.finalResponse();
}

describe('recorded Responses streams', () => {
  it.each([
    'responsesText',
    'responsesToolCalls',
    'responsesReasoning',
    'responsesRawReasoning',
  ] as const)('%s keeps the rules, without [DONE]', (name) => {
    const text = recordings[name].frames.join('');
    const { events, violations } = readSseStream(text, { endsWithDone: false });
    expect(violations).toEqual([]);
    expect(validateResponsesStream(events)).toEqual([]);
  });

  it('responsesVllm breaks rules in its own way', () => {
    const { events } = readSseStream(recordings.responsesVllm.frames.join(''));
    const rules = validateResponsesStream(events).map(({ rule }) => rule);
    expect([...new Set(rules)]).toEqual([
      'UNKNOWN_CONTENT_PART',
      'ITEM_DONE_MISMATCH',
      'CONTENT_INDEX_GAP',
      'COMPLETED_AT_MISMATCH',
      'FINAL_OUTPUT_ITEMS',
    ]);
  });

  it('say to the official client what they are made of', async () => {
    const text = await collectResponse(recordings.responsesText);
    expect(text.output_text).toBe('Grüße aus Köln, 東京は晴れ — cafe\u0301 👩🏽‍🚀🎉!');
    const { output } = await collectResponse(recordings.responsesToolCalls);
    expect(output).toMatchObject([
      { call_id: 'call_mGx2Q8vT1nKzR4wL', name: 'get_weather', arguments: '{"city":"Köln"}' },
      { call_id: 'call_7hYpB3cJ9sDfE6uA', name: 'get_weather', arguments: '{"city":"東京"}' },
      { call_id: 'call_Zt5VqN0xW8iM2oRk', name: 'get_time', arguments: '{"zone":"Europe/Berlin"}' },
    ]);
    const reasoning = await collectResponse(recordings.responsesReasoning);
    expect(reasoning.output[0]).toMatchObject({
      summary: [
        { text: '**Comparing the numbers**\n\nThe tenths decide: 1 < 8.' },
        { text: '**Answering**\n\n9.8 is greater.' },
      ],
      encrypted_content: expect.stringMatching(/^gAAAA/),
    });
    const raw = await collectResponse(recordings.responsesRawReasoning);
    expect(raw.output[0]).toMatchObject({
      content: [{ text: 'Compare the tenths: 1 < 8 → done.' }],
    });
    expect(raw.output_text).toBe('9.8 is greater ✓');
  });
});

describe('recordStream', () => {
  it.each(['chat', 'responses', 'messages', 'images'] as const)(
    'knows the default %s stream byte for byte',
    async (kind) => {
      await using upstream = await startUpstream();
      const { path, request, bytes } = recordStream(kind);
      const reply = await sendRaw(upstream.url + path, { body: request });
      expect(Buffer.concat(reply.chunks)).toEqual(Buffer.from(bytes));
    },
  );

  it('follows a request of your own', async () => {
    await using upstream = await startUpstream();
    const body = {
      model: 'm',
      messages: [{ role: 'user', content: 'mine' }],
      stream: true,
      stream_options: { include_usage: true },
    };
    const { path, bytes } = recordStream('chat', body);
    const reply = await sendRaw(upstream.url + path, { body });
    expect(Buffer.concat(reply.chunks)).toEqual(Buffer.from(bytes));
    expect(reply.text).toContain('mine');
  });
});
