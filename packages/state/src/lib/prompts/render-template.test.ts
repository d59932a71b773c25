import { describe, expect, it, test } from 'vitest';
import { forSeeds } from '../kit/__fixtures__/random.ts';
import { renderTemplate, type VariableValue } from './render-template.ts';
import { parseTemplate } from './template.ts';

const render = (
  template: string,
  values: Readonly<Record<string, VariableValue>>,
  maxBytes = 1_000_000,
) => renderTemplate(parseTemplate(template), new Map(Object.entries(values)), maxBytes);

const image = { type: 'input_image', image_url: 'https://pictures.test/a.png' } as const;
const file = { type: 'input_file', file_id: 'file_1' } as const;
const text = (value: string) => ({ type: 'input_text', text: value });

describe('what comes out', () => {
  it('is one part where all is text', () => {
    expect(render('Hi {{a}}{{b}}!', { a: 'A', b: 'B' })).toEqual([text('Hi AB!')]);
  });

  it('is cut where an image or a file stands, and nowhere else', () => {
    expect(
      render('See {{a}}{{b}} and {{c}}{{d}}.', { a: image, b: file, c: 'this', d: '' }),
    ).toEqual([text('See '), image, file, text(' and this.')]);
  });

  it('has no empty parts', () => {
    expect(render('{{a}}{{b}}{{a}}', { a: image, b: '' })).toEqual([image, image]);
    expect(render('{{b}}', { b: '' })).toEqual([]);
    expect(render('', {})).toEqual([]);
  });

  it('holds a part as it was given', () => {
    expect(render('{{a}}', { a: image })[0]).toBe(image);
  });
});

describe('one pass', () => {
  it('leaves places in a value alone', () => {
    expect(render('{{a}}', { a: '{{b}}', b: '{{a}}' })).toEqual([text('{{b}}')]);
  });

  it('makes no places out of values that meet', () => {
    expect(render('{{a}}{{b}}', { a: '{{', b: 'a}}' })).toEqual([text('{{a}}')]);
    expect(render('{ {{a}}', { a: '{a}}' })).toEqual([text('{ {a}}')]);
    expect(render('{{{a}}}', { a: '{a}' })).toEqual([text('{{a}}')]);
  });

  it('leaves signs alone that a replacement could mean something by', () => {
    expect(render('<{{a}}>', { a: "$& $1 $` $' $$" })).toEqual([text("<$& $1 $` $' $$>")]);
  });
});

test('text is the template with each place replaced, for any values', async () => {
  const texts = ['', 'x', '{{a}}', '{{', '}}', '$&', '\u0000', 'ö😀', '{"k":1}'];
  await forSeeds(1000, (random) => {
    const values = { a: random.pick(texts), b: random.pick(texts), c: random.pick(texts) };
    const parts = Array.from({ length: random.below(8) }, () =>
      random.pick(['a', 'b', 'c', '. ', ': {"', '" ']),
    );
    const isPlace = (part: string): part is keyof typeof values => part in values;
    const template = parts.map((part) => (isPlace(part) ? `{{ ${part} }}` : part)).join('');
    const expected = parts.map((part) => (isPlace(part) ? values[part] : part)).join('');
    const [first] = render(template, values);
    expect(first ?? text('')).toEqual(text(expected));
  });
});

describe('a limit', () => {
  const long = 'x'.repeat(1000);
  const tooLarge = expect.objectContaining({
    code: 'body_too_large',
    status: 413,
    param: 'prompt.variables',
  });

  it('holds for what a short template makes of a long value', () => {
    expect(() => render('{{a}}'.repeat(10), { a: long }, 10_000)).toThrow(tooLarge);
    expect(render('{{a}}'.repeat(9), { a: long }, 10_000)).toEqual([text(long.repeat(9))]);
  });

  it('counts images and files, and bytes instead of characters', () => {
    const heavy = { ...image, image_url: `data:image/png;base64,${long}` };
    expect(() => render('{{a}}{{a}}', { a: heavy }, 2000)).toThrow(tooLarge);
    expect(() => render('{{a}}', { a: 'ö'.repeat(1000) }, 1500)).toThrow(tooLarge);
  });

  it('is kept before anything is written out', () => {
    const template = '{{a}}'.repeat(200_000);
    const value = 'x'.repeat(1_000_000);
    const started = performance.now();
    expect(() => render(template, { a: value }, 64_000_000)).toThrow(tooLarge);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
