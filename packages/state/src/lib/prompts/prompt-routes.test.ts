import { describe, expect, it, test, vi } from 'vitest';
import { errorOf, openPrompts } from './__fixtures__/open-prompts.ts';

const { call, create } = openPrompts();

describe('a new prompt', () => {
  it('is version 1, the default, with all members that clients look for', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_900 });
    const { status, json } = await call('POST', '', {
      prompt: 'Tell {{name}} of {{ place }}; {{name}} waits.',
      name: 'Teller',
      description: 'Tells.',
      metadata: { team: 'a' },
    }).finally(() => vi.useRealTimers());
    expect(status).toBe(200);
    const id = json.id;
    expect(id).toMatch(/^pmpt_[0-9a-f]{48}$/);
    expect(json).toEqual({
      id,
      prompt_id: id,
      object: 'prompt',
      name: 'Teller',
      description: 'Tells.',
      prompt: 'Tell {{name}} of {{ place }}; {{name}} waits.',
      template: 'Tell {{name}} of {{ place }}; {{name}} waits.',
      variables: ['name', 'place'],
      version: 1,
      is_default: true,
      created_at: 1_700_000_000,
      updated_at: 1_700_000_000,
      metadata: { team: 'a' },
    });
    expect((await call('GET', `/${id}`)).json).toEqual(json);
    expect((await call('GET', `/${id}?version=1`)).json).toEqual(json);
    expect((await call('GET', `/${id}?version=`)).json).toEqual(json);
  });

  it('has nothing where nothing was said', async () => {
    expect(await create('Hi.')).toMatchObject({
      name: null,
      description: null,
      variables: [],
      metadata: {},
    });
    const nulls = { name: null, description: null, variables: null, metadata: null };
    expect(await create({ template: '{{a}}', prompt: null, ...nulls })).toMatchObject({
      prompt: '{{a}}',
      template: '{{a}}',
      variables: ['a'],
    });
  });

  it('keeps declared variables, in their order, also those that the text does not use', async () => {
    const { variables } = await create({ prompt: '{{a}}{{b}}', variables: ['c', 'b', 'a'] });
    expect(variables).toEqual(['c', 'b', 'a']);
  });

  it('keeps any text', async () => {
    const prompt = `\u0000 😀 "\\" \n </script> ${'long '.repeat(40_000)}`;
    const { id } = await create(prompt);
    expect((await call('GET', `/${id}`)).json.template).toBe(prompt);
  });

  it('has an id that nobody has had', async () => {
    const ids = await Promise.all(Array.from({ length: 50 }, async () => (await create('x')).id));
    expect(new Set(ids).size).toBe(50);
  });
});

describe('a body that says no prompt', () => {
  test.each<[string, unknown, object]>([
    ['no text', {}, { code: 'missing_required_parameter', param: 'prompt' }],
    ['no body', undefined, { code: 'missing_required_parameter', param: 'prompt' }],
    ['text of another type', { prompt: 5 }, { code: 'invalid_type', param: 'prompt' }],
    [
      'the other text of another type',
      { template: [] },
      { code: 'invalid_type', param: 'template' },
    ],
    ['two texts', { prompt: 'a', template: 'b' }, { code: 'invalid_value', param: 'template' }],
    [
      'variables that are no list',
      { prompt: 'a', variables: 'a' },
      { code: 'invalid_type', param: 'variables' },
    ],
    [
      'a name that is no text',
      { prompt: 'a', variables: ['a', 1] },
      { code: 'invalid_type', param: 'variables[1]' },
    ],
    [
      'a name that no place can have',
      { prompt: '{{a b}}', variables: ['a b'] },
      { code: 'invalid_value', param: 'variables[0]' },
    ],
    [
      'an empty name',
      { prompt: 'a', variables: [''] },
      { code: 'invalid_value', param: 'variables[0]' },
    ],
    [
      'a name twice',
      { prompt: 'a', variables: ['a', 'b', 'a'] },
      { code: 'invalid_value', param: 'variables[2]' },
    ],
    [
      'variables that lack one',
      { prompt: '{{a}} {{b}}', variables: ['a'] },
      { code: 'invalid_value', param: 'variables' },
    ],
    [
      'no variables where there is one',
      { prompt: '{{a}}', variables: [] },
      { code: 'invalid_value', param: 'variables' },
    ],
    ['a name of another type', { prompt: 'a', name: 1 }, { code: 'invalid_type', param: 'name' }],
    [
      'a description of another type',
      { prompt: 'a', description: {} },
      { code: 'invalid_type', param: 'description' },
    ],
    [
      'metadata of another type',
      { prompt: 'a', metadata: { k: 1 } },
      { code: 'invalid_type', param: 'metadata.k' },
    ],
    [
      'a member that nothing reads',
      { prompt: 'a', varibles: [] },
      { code: 'unsupported_parameter', param: 'varibles' },
    ],
    [
      'a member twice',
      '{"prompt":"a","prompt":"b"}',
      { code: 'ambiguous_parameter', param: 'prompt' },
    ],
    ['no JSON', '{', { code: 'invalid_json', param: null }],
    ['a list', '[]', { code: 'invalid_request', param: null }],
    ['null', 'null', { code: 'invalid_request', param: null }],
    ['a text', '"x"', { code: 'invalid_request', param: null }],
  ])('%s', async (_, body, expected) => {
    expect(errorOf(await call('POST', '', body))).toEqual({ status: 400, ...expected });
  });

  it('is too large above a megabyte, or above what bodies may be', async () => {
    const tooLarge = { status: 413, code: 'body_too_large', param: null };
    const prompt = 'x'.repeat(1024 * 1024);
    expect(errorOf(await call('POST', '', { prompt }))).toEqual(tooLarge);
    const small = openPrompts({ maxBodyBytes: 100 });
    expect(errorOf(await small.call('POST', '', { prompt: 'x'.repeat(100) }))).toEqual(tooLarge);
  });
});

describe('a list of prompts', () => {
  it('has the default version of each, the newest prompt first, a hundred where no limit is given', async () => {
    const { call, create } = openPrompts();
    const ids: string[] = [];
    for (let count = 0; count < 101; count++) ids.unshift((await create(`${count}`)).id);
    await call('PUT', `/${ids[3]}`, { prompt: 'new', version: 1 });
    await call('PUT', `/${ids[4]}`, { prompt: 'new', version: 1, set_as_default: false });
    const { json } = await call('GET', '');
    expect(json).toMatchObject({
      object: 'list',
      first_id: ids[0],
      last_id: ids[99],
      has_more: true,
    });
    expect(json.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 100));
    expect(json.data[3]).toMatchObject({ version: 2, prompt: 'new', is_default: true });
    expect(json.data[4]).toMatchObject({ version: 1, prompt: '96', is_default: true });
    const rest = await call('GET', `?after=${json.last_id}`);
    expect(rest.json).toMatchObject({ data: [{ id: ids[100] }], has_more: false });
    const walked: string[] = [];
    for (let after = '', more = true; more; ) {
      const page = (await call('GET', `?limit=9&order=asc&after=${after}`)).json;
      walked.push(...page.data.map(({ id }: { id: string }) => id));
      after = page.last_id;
      more = page.has_more;
    }
    expect(walked).toEqual(ids.toReversed());
  });

  it('is empty where there is none', async () => {
    expect((await call('GET', '', undefined, 'theirs')).json).toEqual({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
    });
  });

  test.each([
    ['?limit=0', 'limit'],
    ['?limit=101', 'limit'],
    ['?order=up', 'order'],
    ['?after=pmpt_0', 'after'],
    ['?before=pmpt_0', 'before'],
    ['?after=a&before=b', 'after'],
  ])('%s is refused', async (query, param) => {
    const expected = { status: 400, code: 'invalid_value', param };
    expect(errorOf(await call('GET', query))).toEqual(expected);
    const { id } = await create('x');
    expect(errorOf(await call('GET', `/${id}/versions${query}`))).toEqual(expected);
  });
});

describe('a deleted prompt', () => {
  it('is gone with all its versions', async () => {
    const { id } = await create('one');
    await call('PUT', `/${id}`, { prompt: 'two', version: 1 });
    const deleted = await call('DELETE', `/${id}`);
    expect(deleted).toMatchObject({
      status: 200,
      json: { id, object: 'prompt.deleted', deleted: true },
    });
    const gone = { status: 404, code: 'not_found', param: null };
    expect(errorOf(await call('DELETE', `/${id}`))).toEqual(gone);
    for (const path of [`/${id}`, `/${id}?version=1`, `/${id}?version=2`, `/${id}/versions`])
      expect(errorOf(await call('GET', path))).toEqual(gone);
    const { json } = await call('GET', '');
    expect(json.data.map((prompt: { id: string }) => prompt.id)).not.toContain(id);
  });
});

describe('an id that no prompt has', () => {
  const ids = ['pmpt_0', 'x%00y', '%C3%A9', 'a%2Fb', '..%2F..', 'x'.repeat(600), "'%20or%201=1"];
  test.each(ids)('%s', async (id) => {
    const body = { prompt: 'x', version: 1 };
    const replies = [
      await call('GET', `/${id}`),
      await call('GET', `/${id}?version=3`),
      await call('GET', `/${id}/versions`),
      await call('DELETE', `/${id}`),
      await call('PUT', `/${id}`, body),
      await call('POST', `/${id}`, body),
      await call('POST', `/${id}/default_version`, { version: 1 }),
    ];
    const message = `Prompt with id '${decodeURIComponent(id)}' not found.`;
    for (const reply of replies) {
      expect(errorOf(reply)).toEqual({ status: 404, code: 'not_found', param: null });
      expect(reply.json.error.message).toBe(message);
    }
  });
});

test('?version= of a version that is not there is not found, by its name', async () => {
  const { id } = await create('x');
  const { status, json } = await call('GET', `/${id}?version=9`);
  expect([status, json.error]).toMatchObject([
    404,
    { code: 'not_found', message: `Prompt with id '${id}' has no version '9'.`, param: 'version' },
  ]);
});

test.each(['0', '-1', '1.5', 'one', '1e3', '99999999999999999999', '01'])(
  '?version=%s is refused',
  async (version) => {
    const { id } = await create('x');
    expect(errorOf(await call('GET', `/${id}?version=${version}`))).toEqual({
      status: 400,
      code: 'invalid_value',
      param: 'version',
    });
  },
);

test('a store that fails is a 503 on every route', async () => {
  const store = new Proxy(
    {},
    {
      get: () => () => Promise.reject(new Error('connect ECONNREFUSED db:5432 password=hunter2')),
    },
  );
  const { call, resolve } = openPrompts({ store: store as never });
  for (const version of [undefined, '1']) {
    const resolved = resolve({ id: 'pmpt_1', version });
    await expect(resolved).rejects.toMatchObject({ status: 503, code: 'unavailable' });
  }
  const version = { version: 1 };
  const update = { ...version, prompt: 'x' };
  const replies = [
    await call('GET', ''),
    await call('POST', '', { prompt: 'x' }),
    await call('GET', '/pmpt_1'),
    await call('POST', '/pmpt_1', update),
    await call('PUT', '/pmpt_1', update),
    await call('DELETE', '/pmpt_1'),
    await call('GET', '/pmpt_1/versions'),
    await call('POST', '/pmpt_1/default_version', version),
    await call('POST', '/pmpt_1/set-default-version', version),
    await call('PUT', '/pmpt_1/set-default-version', version),
  ];
  for (const reply of replies) {
    expect(errorOf(reply)).toEqual({ status: 503, code: 'unavailable', param: null });
    expect(JSON.stringify(reply.json)).not.toContain('hunter2');
  }
});
