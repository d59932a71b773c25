import { describe, expect, it } from 'vitest';
import { createClient } from '../../__fixtures__/openai-client.ts';
import { sendRaw } from '../../__fixtures__/raw-client.ts';
import { startUpstream } from '../../upstream.ts';

const pngStart = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

describe('images', () => {
  it('come as base64, each one different', async () => {
    await using upstream = await startUpstream();
    const reply = await createClient(upstream).images.generate({ model: 'm', prompt: 'fog', n: 2 });
    const images = reply.data?.map(({ b64_json }) => Buffer.from(b64_json ?? '', 'base64')) ?? [];
    expect(images.map((image) => image.subarray(0, 4))).toEqual([pngStart, pngStart]);
    expect(images[0]).not.toEqual(images[1]);
    expect(reply).toMatchObject({
      size: '1024x1024',
      output_format: 'png',
      usage: { input_tokens: 1, output_tokens: 544, total_tokens: 545 },
    });
  });

  it('come as URLs when asked, and from dall-e models by default; the URLs lead somewhere', async () => {
    await using upstream = await startUpstream();
    const client = createClient(upstream);
    const asked = await client.images.generate({
      model: 'm',
      prompt: 'fog',
      response_format: 'url',
    });
    const byModel = await client.images.generate({ model: 'dall-e-3', prompt: 'fog' });
    expect(byModel.data?.[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/images\/.+\.png$/);
    const image = await sendRaw(asked.data?.[0]?.url ?? '', { method: 'GET' });
    expect(image.headers['content-type']).toBe('image/png');
    expect(Buffer.concat(image.chunks).subarray(0, 4)).toEqual(pngStart);
  });

  it('stream as partial images and a completed one, without [DONE]', async () => {
    await using upstream = await startUpstream();
    const stream = await createClient(upstream).images.generate({
      model: 'm',
      prompt: 'fog',
      stream: true,
      partial_images: 2,
    });
    const events = [];
    for await (const event of stream) events.push(event);
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    expect(events.slice(0, 2)).toMatchObject([
      { partial_image_index: 0 },
      { partial_image_index: 1 },
    ]);
    expect(events[2]).toMatchObject({ usage: { output_tokens: 272 } });
    const raw = await sendRaw(`${upstream.url}/images/generations`, {
      body: { model: 'm', prompt: 'fog', stream: true },
    });
    expect(raw.text).not.toContain('[DONE]');
  });
});
