import { ApiError, GoogleGenAI } from '@google/genai';
import { payloadFromValue } from '@gw/core';
import { startUpstream, type Upstream } from '@gw/testkit/upstream';
import {
  geminiError,
  geminiJson,
  geminiModels,
  geminiStream,
  geminiTokens,
  geminiWire,
} from '@gw/testkit/wires';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGeminiProvider } from './index.ts';

// The scripted Gemini must not be our own idea of it: Google's client reads it.

let upstream: Upstream;
let client: GoogleGenAI;

beforeEach(async () => {
  upstream = await startUpstream({ basePath: '/v1beta' });
  client = new GoogleGenAI({
    apiKey: 'k-1',
    httpOptions: { baseUrl: upstream.origin, apiVersion: 'v1beta' },
  });
});

afterEach(() => upstream.close());

const question = { model: 'gemini-3-flash', contents: 'hi' };
const { answers } = geminiWire();
const answer = {
  text: ['Grüße ', '👩🏽‍🚀'],
  toolCalls: [
    { id: 'a', name: 'f', arguments: '{"a":1}' },
    { id: 'b', name: 'f', arguments: '{"a":2}' },
  ],
  finishReason: 'tool_calls',
  usage: { input: 7, output: 5 },
} as const;
const calls = [
  { name: 'f', args: { a: 1 } },
  { name: 'f', args: { a: 2 } },
];

describe('Google’s client reads the scripted Gemini', () => {
  test('a whole answer', async () => {
    upstream.script(answers.chat?.(answer, 'json') ?? geminiJson({}));
    const told = await client.models.generateContent(question);
    const [candidate] = told.candidates ?? [];
    expect([
      candidate?.content?.parts?.[0]?.text,
      told.functionCalls,
      candidate?.finishReason,
    ]).toEqual(['Grüße 👩🏽‍🚀', calls, 'STOP']);
    expect([told.usageMetadata?.promptTokenCount, told.modelVersion]).toEqual([
      7,
      'gemini-3-flash',
    ]);
    expect(upstream.requests[0]?.path).toBe('/v1beta/models/gemini-3-flash:generateContent');
  });

  test('a stream, thoughts and signatures in it', async () => {
    const signed = { functionCall: { name: 'f', args: {} }, thoughtSignature: 'c2ln' };
    upstream.script(
      geminiStream([
        { parts: [{ text: 'Hm', thought: true }] },
        { parts: [signed] },
        { finishReason: 'STOP', members: { usageMetadata: { thoughtsTokenCount: 3 } } },
      ]),
    );
    const parts: unknown[] = [];
    let thoughts: number | undefined;
    for await (const chunk of await client.models.generateContentStream(question)) {
      parts.push(...(chunk.candidates?.[0]?.content?.parts ?? []));
      thoughts = chunk.usageMetadata?.thoughtsTokenCount ?? thoughts;
    }
    expect([parts, thoughts]).toEqual([[{ text: 'Hm', thought: true }, signed], 3]);
    expect(String(upstream.requests[0]?.query)).toBe('alt=sse');
  });

  test('vectors, one and several', async () => {
    const vectors = [[0.5, -0.25], [1]];
    upstream.script(answers.embeddings?.({ vectors, tokens: 3 }) ?? geminiJson({}));
    const { embeddings } = await client.models.embedContent({ model: 'e', contents: ['a', 'b'] });
    expect(embeddings?.map(({ values }) => values)).toEqual(vectors);
  });

  test('pictures of both kinds of models', async () => {
    const pictures =
      answers.images?.({ pictures: ['AAAA'], partials: [] }, 'json') ?? geminiJson({});
    upstream.script(pictures, pictures);
    const drawn = await client.models.generateContent(question);
    expect(drawn.data).toBe('AAAA');
  });

  test('counts and lists', async () => {
    upstream.script(
      geminiTokens(11),
      geminiModels(['a', 'b', 'c'], 2),
      geminiModels(['a', 'b', 'c'], 2),
    );
    expect((await client.models.countTokens(question)).totalTokens).toBe(11);
    const names: unknown[] = [];
    for await (const { name } of await client.models.list()) names.push(name);
    expect(names).toEqual(['models/a', 'models/b', 'models/c']);
  });

  test('refusals', async () => {
    upstream.script(geminiError(429, { message: 'Slow down', retryDelaySeconds: 3 }));
    const error = await client.models.generateContent(question).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 429,
      message: expect.stringContaining('RESOURCE_EXHAUSTED'),
    });
  });
});

test('what it sends is what this provider sends', async () => {
  const whole = geminiJson({ parts: [{ text: 'ok' }], finishReason: 'STOP' });
  upstream.script(whole, whole);
  const parameters = { type: 'object', properties: { city: { type: 'string' } } };
  await client.models.generateContent({
    model: 'gemini-3-flash',
    contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
    config: {
      systemInstruction: { parts: [{ text: 'Be brief' }] },
      temperature: 0.5,
      maxOutputTokens: 64,
      tools: [{ functionDeclarations: [{ name: 'f', parametersJsonSchema: parameters }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY' as never, allowedFunctionNames: ['f'] } },
      thinkingConfig: { thinkingLevel: 'LOW' as never, includeThoughts: true },
    },
  });
  const provider = createGeminiProvider({ baseUrl: upstream.url, apiKey: 'k-1' });
  const body = {
    model: 'gemini-3-flash',
    input: 'hi',
    instructions: 'Be brief',
    temperature: 0.5,
    max_output_tokens: 64,
    tools: [{ type: 'function', name: 'f', parameters }],
    tool_choice: { type: 'function', name: 'f' },
    reasoning: { effort: 'low', summary: 'auto' },
  };
  const call = { api: 'responses', model: body.model, stream: false, body: payloadFromValue(body) };
  await provider.call(call as never, {
    signal: AbortSignal.timeout(5000),
    headers: {},
    requestId: 'r',
  });
  await provider.close?.();
  const [theirs, ours] = upstream.requests;
  expect(ours?.json).toEqual(theirs?.json);
  expect([ours?.path, ours?.header('x-goog-api-key')]).toEqual([
    theirs?.path,
    theirs?.header('x-goog-api-key'),
  ]);
});
