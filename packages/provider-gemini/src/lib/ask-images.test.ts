import { readPayload } from '@gw/core';
import { describe, expect, test } from 'vitest';
import { askImages } from './ask-images.ts';

const ask = (request: object, model = 'gemini-2.5-flash-image') =>
  askImages({ model, prompt: 'a cat', ...request } as never, model);

async function readFrom(answer: object, model?: string) {
  async function* bytes() {
    yield new TextEncoder().encode(JSON.stringify(answer));
  }
  const head = { status: 200, headers: {}, kind: 'json', mediaType: 'application/json' } as const;
  const reading = { provider: 'gemini', secrets: [], warn: () => {} };
  const reply = await ask({}, model).read({ ...head, bytes: bytes() }, reading);
  return readPayload(reply.json as never);
}

test('Gemini’s own models draw one picture in an answer', async () => {
  expect(ask({ size: '1024x1536' })).toMatchObject({
    method: 'generateContent',
    body: {
      contents: [{ role: 'user', parts: [{ text: 'a cat' }] }],
      generationConfig: { responseModalities: ['IMAGE'], imageConfig: { aspectRatio: '2:3' } },
    },
  });
  const draft = { inlineData: { mimeType: 'image/png', data: 'RFJBRlQ=' }, thought: true };
  const parts = [draft, { text: 'Here' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }];
  expect(await readFrom({ candidates: [{ content: { parts } }] })).toEqual({
    created: expect.any(Number),
    data: [{ b64_json: 'AAAA' }],
  });
});

test('Imagen draws several', async () => {
  expect(ask({ n: 2, size: '1024x1024' }, 'imagen-4.0-generate-001')).toMatchObject({
    method: 'predict',
    body: { instances: [{ prompt: 'a cat' }], parameters: { sampleCount: 2, aspectRatio: '1:1' } },
  });
  const predictions = [{ bytesBase64Encoded: 'AAAA' }, { bytesBase64Encoded: 'BBBB' }];
  expect(await readFrom({ predictions }, 'imagen-4.0-generate-001')).toMatchObject({
    data: [{ b64_json: 'AAAA' }, { b64_json: 'BBBB' }],
  });
});

test('an answer without a picture says why', async () => {
  await expect(readFrom({ candidates: [{ finishReason: 'IMAGE_SAFETY' }] })).rejects.toMatchObject({
    code: 'model_error',
    message: 'The model drew no picture (IMAGE_SAFETY).',
  });
});

describe('settings', () => {
  test('that say what happens anyway are taken', () => {
    const request = {
      n: 1,
      size: 'auto',
      background: 'auto',
      output_format: 'png',
      response_format: 'b64_json',
    };
    expect(ask(request).body).toMatchObject({
      generationConfig: { responseModalities: ['IMAGE'] },
    });
  });

  test.each([
    [{ n: 2 }, 'n'],
    [{ background: 'transparent' }, 'background'],
    [{ output_format: 'webp' }, 'output_format'],
    [{ response_format: 'url' }, 'response_format'],
  ])('%j are refused', (request, param) => {
    expect(() => ask(request)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param }),
    );
  });
});
