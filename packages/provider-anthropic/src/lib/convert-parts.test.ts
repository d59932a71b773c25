import { GatewayError } from '@gw/core';
import { type MediaAt, mediaRefused } from '@gw/provider-utils';
import { describe, expect, it } from 'vitest';
import { toMediaBlocks, toTextBlocks } from './convert-parts.ts';

const warn = (warnings: string[]) => (message: string) => void warnings.push(message);
const mediaAt: MediaAt = ({ url, param }) => {
  if (url === 'http://example.com/a') return { mediaType: 'image/png', base64: 'AAEC' };
  throw mediaRefused(param);
};
const convert = (content: unknown, warnings: string[] = []) =>
  toMediaBlocks(content, 'input[0].content', { mediaAt, warn: warn(warnings) });

function refusalOf(run: () => unknown): { code: string; param: string | null } {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return { code: error.code, param: error.param };
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('text', () => {
  it('comes as a string or in parts of any name, and never empty', () => {
    expect(convert('Hi')).toEqual([{ type: 'text', text: 'Hi' }]);
    expect(
      convert([
        { type: 'input_text', text: 'a' },
        { type: 'output_text', text: '' },
        { type: 'text', text: 'b' },
      ]),
    ).toEqual([
      { type: 'text', text: 'a' },
      { type: 'text', text: 'b' },
    ]);
    expect(convert('')).toEqual([]);
    expect(convert(null)).toEqual([]);
  });

  it('of a model may be a refusal', () => {
    expect(toTextBlocks([{ type: 'refusal', refusal: 'No.' }], 'p')).toEqual([
      { type: 'text', text: 'No.' },
    ]);
  });

  it('is all that the system says', () => {
    const picture = [{ type: 'input_image', image_url: 'https://example.com/a.png' }];
    expect(refusalOf(() => toTextBlocks(picture, 'input[0].content'))).toEqual({
      code: 'unsupported_parameter',
      param: 'input[0].content[0].type',
    });
  });
});

describe('a picture', () => {
  it('goes in place, by link, or by the id of an upload', () => {
    expect(
      convert([
        { type: 'input_image', image_url: 'data:image/png;base64,AAEC', detail: 'auto' },
        { type: 'input_image', image_url: 'https://example.com/a.png' },
        { type: 'input_image', file_id: 'file_1' },
      ]),
    ).toEqual([
      { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAEC' } },
      { type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } },
      { type: 'image', source: { type: 'file', file_id: 'file_1' } },
    ]);
  });

  it('at a link that Anthropic does not follow goes in place once it is fetched', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'AAEC' };
    expect(
      convert([
        { type: 'input_image', image_url: 'http://example.com/a' },
        { type: 'input_file', file_url: 'http://example.com/a' },
      ]),
    ).toEqual([
      { type: 'image', source },
      { type: 'image', source },
    ]);
  });

  it('loses its detail with a warning', () => {
    const warnings: string[] = [];
    convert(
      [{ type: 'input_image', image_url: 'data:image/gif;base64,AA', detail: 'low' }],
      warnings,
    );
    expect(warnings).toEqual(['"detail" was left out: these models have none.']);
  });

  it.each([
    ['data:image/tiff;base64,AA', 'input[0].content[0].image_url'],
    ['gs://bucket/a.png', 'input[0].content[0].image_url'],
    ['file:///etc/passwd', 'input[0].content[0].image_url'],
    ['http://example.com/a.png', 'input[0].content[0].image_url'],
  ])('is refused by name where it cannot be read: %s', (image_url, param) => {
    const refused = refusalOf(() => convert([{ type: 'input_image', image_url }]));
    expect(refused).toEqual({ code: 'unsupported_parameter', param });
  });
});

describe('a document', () => {
  it('is a PDF in place or by link, text, or a picture', () => {
    const filename = 'report.pdf';
    expect(
      convert([
        { type: 'input_file', filename, file_data: 'data:application/pdf;base64,JVBERi0x' },
        { type: 'input_file', file_data: 'JVBERi0x' },
        { type: 'input_file', file_url: 'https://example.com/a.pdf' },
        { type: 'input_file', filename: 'a.md', file_data: 'data:text/markdown;base64,IyDDvA==' },
        { type: 'input_file', file_data: 'data:image/webp;base64,AA' },
        { type: 'input_file', file_id: 'file_1' },
      ]),
    ).toEqual([
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0x' },
        title: filename,
      },
      {
        type: 'document',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0x' },
      },
      { type: 'document', source: { type: 'url', url: 'https://example.com/a.pdf' } },
      {
        type: 'document',
        source: { type: 'text', media_type: 'text/plain', data: '# ü' },
        title: 'a.md',
      },
      { type: 'image', source: { type: 'base64', media_type: 'image/webp', data: 'AA' } },
      { type: 'document', source: { type: 'file', file_id: 'file_1' } },
    ]);
  });

  it.each([
    [{ file_data: 'data:application/zip;base64,AA' }, 'unsupported_parameter', 'file_data'],
    [{ file_data: 'data:text/plain;base64,/w==' }, 'invalid_value', 'file_data'],
    [{}, 'missing_required_parameter', 'file_data'],
    [{ file_url: 'ftp://example.com/a' }, 'unsupported_parameter', 'file_url'],
  ])('is refused by name where it cannot be read: %j', (members, code, name) => {
    const refused = refusalOf(() => convert([{ type: 'input_file', ...members }]));
    expect(refused).toEqual({ code, param: `input[0].content[0].${name}` });
  });
});

describe('sound and film', () => {
  it.each(['input_audio', 'input_video'])('are refused: %s', (type) => {
    expect(refusalOf(() => convert([{ type }]))).toEqual({
      code: 'unsupported_parameter',
      param: 'input[0].content[0].type',
    });
  });
});

describe('a mark for the prompt cache', () => {
  it('passes as it came, or as what OpenAI calls it', () => {
    expect(
      convert([
        { type: 'input_text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } },
        { type: 'input_text', text: 'b', prompt_cache_breakpoint: { mode: 'explicit' } },
        {
          type: 'input_image',
          image_url: 'https://example.com/a.png',
          prompt_cache_breakpoint: { mode: 'explicit', ttl: '30m' },
        },
      ]),
    ).toEqual([
      { type: 'text', text: 'a', cache_control: { type: 'ephemeral', ttl: '1h' } },
      { type: 'text', text: 'b', cache_control: { type: 'ephemeral' } },
      {
        type: 'image',
        source: { type: 'url', url: 'https://example.com/a.png' },
        cache_control: { type: 'ephemeral', ttl: '1h' },
      },
    ]);
  });
});
