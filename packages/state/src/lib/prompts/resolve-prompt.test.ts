import { describe, expect, it, test } from 'vitest';
import { openPrompts } from './__fixtures__/open-prompts.ts';

const { call, create, resolve } = openPrompts();

const image = { type: 'input_image', image_url: 'https://pictures.test/a.png', detail: 'low' };
const file = {
  type: 'input_file',
  filename: 'a.pdf',
  file_data: 'data:application/pdf;base64,QQ==',
};

describe('a prompt of a response', () => {
  it('is the default version where none is named', async () => {
    const { id } = await create('one');
    expect(await resolve({ id })).toEqual({
      instructions: 'one',
      echo: { id, version: '1', variables: {} },
    });
    await call('PUT', `/${id}`, { prompt: 'two', version: 1 });
    await call('PUT', `/${id}`, { prompt: 'three', version: 2, set_as_default: false });
    expect(await resolve({ id, version: null, variables: null })).toEqual({
      instructions: 'two',
      echo: { id, version: '2', variables: {} },
    });
  });

  test.each([3, '3'])('is the version that is named: %j', async (version) => {
    const { id } = await create('one');
    await call('PUT', `/${id}`, { prompt: 'two', version: 1 });
    await call('PUT', `/${id}`, { prompt: 'three', version: 2, set_as_default: false });
    expect(await resolve({ id, version })).toEqual({
      instructions: 'three',
      echo: { id, version: '3', variables: {} },
    });
  });

  it('has its variables written in, strings and parts of text alike', async () => {
    const { id } = await create('{{a}} meets {{ b }} and {{a}}.');
    const variables = { a: 'Ann {{b}}', b: { type: 'input_text', text: 'Bob' } };
    expect(await resolve({ id, variables })).toEqual({
      instructions: 'Ann {{b}} meets Bob and Ann {{b}}.',
      echo: { id, version: '1', variables },
    });
  });

  it('is a message of the user’s where there are images or files', async () => {
    const { id } = await create('Look: {{a}}, then {{b}} as {{c}}.');
    const variables = { a: image, b: file, c: 'PDF' };
    expect(await resolve({ id, variables })).toEqual({
      message: {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'Look: ' },
          image,
          { type: 'input_text', text: ', then ' },
          file,
          { type: 'input_text', text: ' as PDF.' },
        ],
      },
      echo: { id, version: '1', variables },
    });
  });

  it('is empty where the text comes to nothing', async () => {
    const { id } = await create('{{a}}');
    expect(await resolve({ id, variables: { a: '' } })).toMatchObject({ instructions: '' });
  });

  it('takes a variable that was declared, also where the text does not use it', async () => {
    const { id } = await create({ prompt: '{{a}}', variables: ['a', 'later'] });
    const resolved = await resolve({ id, variables: { a: 'x', later: image } });
    expect(resolved).toMatchObject({ instructions: 'x', echo: { variables: { later: image } } });
    expect(await resolve({ id, variables: { a: 'x' } })).toMatchObject({ instructions: 'x' });
  });

  it('knows variables by names that objects have by nature', async () => {
    const { id } = await create('{{__proto__}} {{constructor}}');
    const variables = JSON.parse('{"__proto__":"a","constructor":"b"}');
    expect(await resolve({ id, variables })).toMatchObject({ instructions: 'a b' });
    await expect(resolve({ id, variables: { constructor: 'b' } })).rejects.toMatchObject({
      code: 'missing_required_parameter',
      param: 'prompt.variables.__proto__',
    });
  });
});

describe('a prompt that is not there', () => {
  test.each(['2', '0', '01', '1.0', 'one', '', 2, 1.5, -1, 1e21])('version %j', async (version) => {
    const { id } = await create('one');
    await expect(resolve({ id, version })).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
      message: `Prompt with id '${id}' has no version '${version}'.`,
      param: 'prompt.version',
    });
  });

  test.each(['pmpt_0', '', 'x\u0000y', 'é', 'x'.repeat(600)])('id %j', async (id) => {
    for (const version of [undefined, '1'])
      await expect(resolve({ id, version })).rejects.toMatchObject({
        status: 404,
        code: 'not_found',
        message: `Prompt with id '${id}' not found.`,
        param: 'prompt.id',
      });
  });
});

describe('a prompt that is not right', () => {
  const a = (value: unknown) => ({ variables: { a: value } });
  test.each<[string, unknown, object]>([
    ['no object', 'pmpt_0', { code: 'invalid_type', param: 'prompt' }],
    ['a list', [], { code: 'invalid_type', param: 'prompt' }],
    ['no id', { id: undefined }, { code: 'missing_required_parameter', param: 'prompt.id' }],
    ['an id of another type', { id: 1 }, { code: 'invalid_type', param: 'prompt.id' }],
    [
      'a version of another type',
      { version: {} },
      { code: 'invalid_type', param: 'prompt.version' },
    ],
    [
      'a member that nothing reads',
      { values: {} },
      { code: 'unsupported_parameter', param: 'prompt.values' },
    ],
    [
      'variables of another type',
      { variables: ['a'] },
      { code: 'invalid_type', param: 'prompt.variables' },
    ],
    [
      'a variable that is missing',
      { variables: {} },
      { code: 'missing_required_parameter', param: 'prompt.variables.a' },
    ],
    [
      'no variables at all',
      {},
      { code: 'missing_required_parameter', param: 'prompt.variables.a' },
    ],
    [
      'a variable too many',
      { variables: { a: 'x', b: 'y' } },
      { code: 'invalid_value', param: 'prompt.variables.b' },
    ],
    ['a number', a(1), { code: 'invalid_type', param: 'prompt.variables.a' }],
    ['null', a(null), { code: 'invalid_type', param: 'prompt.variables.a' }],
    ['a list of parts', a([image]), { code: 'invalid_type', param: 'prompt.variables.a' }],
    [
      'another part',
      a({ type: 'input_audio' }),
      { code: 'invalid_value', param: 'prompt.variables.a.type' },
    ],
    [
      'a part without type',
      a({ text: 'x' }),
      { code: 'missing_required_parameter', param: 'prompt.variables.a.type' },
    ],
    [
      'a part without text',
      a({ type: 'input_text' }),
      { code: 'missing_required_parameter', param: 'prompt.variables.a.text' },
    ],
    [
      'a part with other text',
      a({ type: 'input_text', text: 1 }),
      { code: 'invalid_type', param: 'prompt.variables.a.text' },
    ],
  ])('%s', async (_, given, expected) => {
    const { id } = await create('{{a}}');
    const isObject = typeof given === 'object' && !Array.isArray(given);
    const prompt = isObject ? { id, ...given } : given;
    await expect(resolve(prompt)).rejects.toMatchObject({ status: 400, ...expected });
  });

  it('comes to no more than a body may be', async () => {
    const small = openPrompts({ maxBodyBytes: 1000 });
    const { id } = await small.create('{{a}}'.repeat(20));
    const long = small.resolve({ id, variables: { a: 'x'.repeat(100) } });
    await expect(long).rejects.toMatchObject({ status: 413, param: 'prompt.variables' });
  });
});
