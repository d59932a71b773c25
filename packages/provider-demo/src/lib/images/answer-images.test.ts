import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, askJson, askStream } from '../__fixtures__/ask.ts';

/** The chunks of a PNG file, each with its checksum checked. */
function readPng(base64: string) {
  const file = Buffer.from(base64, 'base64');
  expect(file.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length; ) {
    const length = file.readUInt32BE(at);
    const body = file.subarray(at + 4, at + 8 + length);
    expect(file.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.set(body.subarray(0, 4).toString(), body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

function sizeOf(base64: string) {
  const header = readPng(base64).get('IHDR');
  return [header?.readUInt32BE(0), header?.readUInt32BE(4)];
}

describe('images', () => {
  it('are PNG files of the size asked for, the same for the same prompt', async () => {
    const request = { prompt: 'A cat', size: '300x200' };
    const response = await askJson('images', request);
    const [image] = response.data ?? [];
    const chunks = readPng(image?.b64_json ?? '');
    expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
    expect(sizeOf(image?.b64_json ?? '')).toEqual([300, 200]);
    // inflate checks the stream's own checksum.
    const rows = inflateSync(chunks.get('IDAT') ?? '');
    expect(rows.length).toBe(200 * (1 + Math.ceil(300 / 8)));
    expect(rows.some((byte) => byte !== 0)).toBe(true);
    expect(await askJson('images', request)).toEqual(response);
    expect(response).toMatchObject({
      created: 1_767_225_600,
      size: '300x200',
      output_format: 'png',
      usage: { input_tokens: 2, output_tokens: 0, total_tokens: 2 },
    });
    expect(image?.revised_prompt).toContain('demo model of gw');
  });

  it('span several stored blocks', async () => {
    const { data } = await askJson('images', { prompt: 'A cat', size: '2048x2048' });
    const chunks = readPng(data?.[0]?.b64_json ?? '');
    expect(inflateSync(chunks.get('IDAT') ?? '').length).toBe(2048 * 257);
  });

  it('differ by prompt and by number', async () => {
    const one = await askJson('images', { prompt: 'A cat', n: 2 });
    const other = await askJson('images', { prompt: 'A dog' });
    const files = [...(one.data ?? []), ...(other.data ?? [])].map(({ b64_json }) => b64_json);
    expect(new Set(files).size).toBe(3);
  });

  it('can be transparent, and stand in a URL', async () => {
    const asked = { prompt: 'A cat', background: 'transparent', response_format: 'url' };
    const { data, background } = await askJson('images', asked);
    const [, base64 = ''] = /^data:image\/png;base64,(.+)$/.exec(data?.[0]?.url ?? '') ?? [];
    expect(readPng(base64).has('tRNS')).toBe(true);
    expect(background).toBe('transparent');
  });

  it('have the nearest size where the one asked for is too large, and a warning', async () => {
    const { warnings, json } = await ask('images', {
      prompt: 'A cat',
      size: '9000x8',
      output_format: 'webp',
      quality: 'high',
    });
    expect(json?.json().size).toBe('2048x16');
    expect(warnings).toEqual([
      'The demo model ignores "quality".',
      'The demo model draws "png" only.',
      'The demo model drew 2048x16, the nearest size that it can.',
    ]);
  });

  it.each([
    ['n', { n: 11 }],
    ['size', { size: 'large' }],
    ['size', { size: 7 }],
    ['partial_images', { partial_images: 4 }],
  ])('refuse a bad %s by name', async (param, more) => {
    const call = ask('images', { prompt: 'A cat', ...more });
    await expect(call).rejects.toMatchObject({ param, status: 400 });
  });
});

describe('an image stream', () => {
  it('shows more and more of each image, then the whole', async () => {
    const { data } = await askJson('images', { prompt: 'A cat', n: 2 });
    const { events } = await askStream('images', { prompt: 'A cat', n: 2, partial_images: 2 });
    expect(events.map(({ type }) => type.replace('image_generation.', ''))).toEqual([
      ...['partial_image', 'partial_image', 'completed'],
      ...['partial_image', 'partial_image', 'completed'],
    ]);
    const completed = events.filter(({ type }) => type === 'image_generation.completed');
    expect(completed.map(({ b64_json }) => b64_json)).toEqual(data?.map((each) => each.b64_json));
    expect(new Set(events.map(({ b64_json }) => b64_json)).size).toBe(6);
    expect(events.at(-1)).toMatchObject({ usage: { input_tokens: 2 } });
  });
});
