import { describe, expect, test } from 'vitest';
import { ask, contentsOf, refusalOf, user } from './__fixtures__/asked.ts';

const partsOf = (part: object, model?: string) => contentsOf([user([part])], model)[0]?.parts;
const image = (image_url: string) => ({ type: 'input_image', image_url });
const file = (members: object) => ({ type: 'input_file', ...members });

describe('media in place', () => {
  test.each([
    [image('data:image/png;base64,AAAA'), { mimeType: 'image/png', data: 'AAAA' }],
    [image('DATA:image/JPEG;charset=x;base64,QQ=='), { mimeType: 'image/jpeg', data: 'QQ==' }],
    [
      file({ file_data: 'data:application/pdf;base64,JVBE' }),
      { mimeType: 'application/pdf', data: 'JVBE' },
    ],
    [file({ file_data: 'JVBE', filename: 'notes.TXT' }), { mimeType: 'text/plain', data: 'JVBE' }],
    [file({ file_data: 'JVBE' }), { mimeType: 'application/pdf', data: 'JVBE' }],
    [
      file({ file_data: 'data:application/octet-stream;base64,JVBE', filename: 'a.csv' }),
      { mimeType: 'text/csv', data: 'JVBE' },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } },
      { mimeType: 'audio/wav', data: 'UklG' },
    ],
    [
      { type: 'input_video', video_url: 'data:video/mp4;base64,AAAA' },
      { mimeType: 'video/mp4', data: 'AAAA' },
    ],
  ])('%j', (part, inlineData) => {
    expect(partsOf(part)).toEqual([{ inlineData }]);
  });
});

describe('media at a place that Gemini reads itself', () => {
  const youTube = 'https://www.youtube.com/watch?v=9hE5-98ZeCg';
  test.each([
    [
      image('https://example.com/a.png?x=1'),
      { mimeType: 'image/png', fileUri: 'https://example.com/a.png?x=1' },
    ],
    [image('https://example.com/a'), { fileUri: 'https://example.com/a' }],
    [
      file({ file_url: 'https://example.com/a.pdf' }),
      { mimeType: 'application/pdf', fileUri: 'https://example.com/a.pdf' },
    ],
    [{ type: 'input_video', video_url: youTube }, { fileUri: youTube }],
  ])('%j', (part, fileData) => {
    expect(partsOf(part)).toEqual([{ fileData }]);
  });

  test('older models read YouTube only', () => {
    const input = [user([image('https://example.com/a.png')])];
    expect(refusalOf({ input }, 'gemini-2.0-flash').param).toBe('input[0].content[0].image_url');
    expect(partsOf({ type: 'input_video', video_url: youTube }, 'gemini-2.0-flash')).toEqual([
      { fileData: { fileUri: youTube } },
    ]);
  });
});

describe('refused, by name', () => {
  test.each([
    [image('http://example.com/a.png'), 'unsupported_parameter', 'image_url'],
    [image('file:///etc/passwd'), 'unsupported_parameter', 'image_url'],
    [image('gs://bucket/a.png'), 'unsupported_parameter', 'image_url'],
    [image('https://u:p@example.com/a.png'), 'unsupported_parameter', 'image_url'],
    [image('https://:p@example.com/a.png'), 'unsupported_parameter', 'image_url'],
    [image('nonsense'), 'unsupported_parameter', 'image_url'],
    [image('data:image/png;base64'), 'unsupported_parameter', 'image_url'],
    [
      file({ file_url: 'https://generativelanguage.googleapis.com/v1beta/files/abc' }),
      'unsupported_parameter',
      'file_url',
    ],
    [
      file({ file_url: 'https://generativelanguage.googleapis.com./v1beta/files/abc' }),
      'unsupported_parameter',
      'file_url',
    ],
    [file({ file_id: 'file-1' }), 'unsupported_parameter', 'file_id'],
    [{ type: 'input_image', file_id: 'file-1' }, 'unsupported_parameter', 'file_id'],
    [{ type: 'input_image' }, 'missing_required_parameter', 'image_url'],
    [{ type: 'input_text', text: 5 }, 'invalid_type', 'text'],
    [{ type: 'input_smell' }, 'unsupported_parameter', 'type'],
  ])('%j', (part, code, member) => {
    expect(refusalOf({ input: [user([part])] })).toEqual({
      code,
      param: `input[0].content[0].${member}`,
    });
  });
});

test('the resolution of one picture is left out with a warning', () => {
  const part = { ...image('data:image/png;base64,AAAA'), detail: 'low' };
  expect(ask({ input: [user([part, part])] }).warnings).toHaveLength(1);
});
