import { describe, expect, it, test } from 'vitest';
import { forSeeds } from '../kit/__fixtures__/random.ts';
import { isVariableName, parseTemplate, variablesIn } from './template.ts';

describe('a place', () => {
  test.each([
    ['{{name}}', ['name']],
    ['{{ name }}', ['name']],
    ['{{\n\tname\u00a0}}', ['name']],
    ['{{user.name}}', ['user.name']],
    ['{{a_b-c.9}}', ['a_b-c.9']],
    ['{{größe}} {{数}} {{𝒳1}}', ['größe', '数', '𝒳1']],
    ['{{a}}{{b}}{{a}}', ['a', 'b']],
    ['{{__proto__}}{{constructor}}', ['__proto__', 'constructor']],
  ])('%j has %j', (template, names) => {
    expect(variablesIn(template)).toEqual(names);
  });

  it('takes the inner ones of more than two braces', () => {
    expect(parseTemplate('{"city": {{{city}}}}')).toEqual([
      { text: '{"city": {' },
      { variable: 'city' },
      { text: '}}' },
    ]);
  });
});

describe('text that is no place', () => {
  test.each([
    '',
    'Hello.',
    '{{',
    '}}',
    '{{}}',
    '{{ }}',
    '{{name',
    '{{name}',
    '{name}}',
    '{ {name} }',
    '{{two words}}',
    '{{na{me}}',
    '{{#if x}}',
    '{{>part}}',
    '{{a,b}}',
    '{{"name"}}',
    '{"a":{"b":{}}}',
    '{{name\u0000}}',
  ])('%j', (template) => {
    expect(variablesIn(template)).toEqual([]);
    expect(parseTemplate(template)).toEqual(template === '' ? [] : [{ text: template }]);
  });
});

const pieces = ['{{', '}}', '{', '}', ' ', '\n', 'a', 'name', '.', '-', 'ö', '😀', '\ud800', '"'];

test('nothing is lost: segments written one behind the other are the template, but for space in places', async () => {
  await forSeeds(2000, (random) => {
    const template = Array.from({ length: random.below(24) }, () => random.pick(pieces)).join('');
    const segments = parseTemplate(template);
    let rest = template;
    for (const { text, variable } of segments) {
      if (text !== undefined) {
        expect(text).not.toBe('');
        expect(rest.startsWith(text)).toBe(true);
        rest = rest.slice(text.length);
        continue;
      }
      expect(isVariableName(variable)).toBe(true);
      const opening = rest.indexOf(variable);
      expect(rest.slice(0, opening)).toMatch(/^\{\{\s*$/);
      const closing = /^\s*\}\}/.exec(rest.slice(opening + variable.length));
      rest = rest.slice(opening + variable.length + (closing?.[0].length ?? Number.NaN));
    }
    expect(rest).toBe('');
  });
});

test('places that are written are found, whatever stands between them', async () => {
  const between = ['', 'x', ' ', '{ ', '} ', '"}', '{{ ', '{{#', '\n'];
  await forSeeds(500, (random) => {
    const names = Array.from({ length: random.below(6) }, () => random.pick(['a', 'b.c', 'd-1']));
    const template = names
      .map((name) => `${random.pick(between)}{{${random.pick(['', ' '])}${name}}}`)
      .join('');
    expect(parseTemplate(template).flatMap(({ variable }) => variable ?? [])).toEqual(names);
  });
});

test('a long text of braces is read in the time of one pass', () => {
  const length = 1_000_000;
  const texts = ['{{'.repeat(length), `{{${'a'.repeat(length)}`, `{{${' '.repeat(length)}`];
  const started = performance.now();
  for (const text of texts) expect(variablesIn(text)).toEqual([]);
  expect(performance.now() - started).toBeLessThan(2000);
});
