import { describe, expect, it, test, vi } from 'vitest';
import { forSeeds } from '../kit/__fixtures__/random.ts';
import { errorOf, openPrompts } from './__fixtures__/open-prompts.ts';
import { createRacedStore, createSlowStore } from './__fixtures__/slow-store.ts';
import type { Prompt } from './prompt.ts';

const { call, create } = openPrompts();

const conflict = { status: 409, code: 'version_conflict', param: 'version' };
const gone = { status: 404, code: 'not_found', param: null };

/** Numbers of a prompt's versions, and which of them are the default. */
async function versionsOf(id: string, from = call) {
  const { json } = await from('GET', `/${id}/versions`);
  const versions: readonly Prompt[] = json.data;
  return {
    numbers: versions.map(({ version }) => version),
    defaults: versions.filter((each) => each.is_default).map(({ version }) => version),
  };
}

describe.each(['POST', 'PUT'])('an update by %s', (method) => {
  it('makes the next version, and the default one of it', async () => {
    const first = await create({ prompt: 'Hi {{a}}.', name: 'Greeting', metadata: { k: 'v' } });
    const { status, json } = await call(method, `/${first.id}`, {
      prompt: 'Hello {{b}}.',
      version: 1,
    });
    expect(status).toBe(200);
    expect(json).toEqual({
      ...first,
      prompt: 'Hello {{b}}.',
      template: 'Hello {{b}}.',
      variables: ['b'],
      version: 2,
      updated_at: json.updated_at,
    });
    expect((await call('GET', `/${first.id}`)).json).toEqual(json);
    expect((await call('GET', `/${first.id}?version=1`)).json).toEqual({
      ...first,
      is_default: false,
    });
  });

  it('leaves the default as it is where that is wanted', async () => {
    const first = await create('one');
    const { json } = await call(method, `/${first.id}`, {
      template: 'two',
      version: '1',
      set_as_default: false,
    });
    expect(json).toMatchObject({ version: 2, is_default: false });
    expect((await call('GET', `/${first.id}`)).json).toEqual(first);
    expect(await versionsOf(first.id)).toEqual({ numbers: [1, 2], defaults: [1] });
  });

  it('that goes on from another than the newest version is refused, whatever the default', async () => {
    const { id } = await create('one');
    await call(method, `/${id}`, { prompt: 'two', version: 1, set_as_default: false });
    for (const version of [1, 3, 99])
      expect(errorOf(await call(method, `/${id}`, { prompt: 'x', version }))).toEqual(conflict);
    expect((await call(method, `/${id}`, { prompt: 'three', version: 2 })).status).toBe(200);
    expect(await versionsOf(id)).toEqual({ numbers: [1, 2, 3], defaults: [3] });
  });
});

describe('what an update does not say', () => {
  const body = {
    prompt: '{{a}}',
    variables: ['a', 'b'],
    name: 'n',
    description: 'd',
    metadata: { k: 'v' },
  };

  it('stays as in the newest version', async () => {
    const { id } = await create(body);
    await call('PUT', `/${id}`, { name: 'new', version: 1, set_as_default: false });
    const { json } = await call('PUT', `/${id}`, { description: 'other', version: 2 });
    expect(json).toMatchObject({ ...body, name: 'new', description: 'other', version: 3 });
  });

  it('but null takes away', async () => {
    const { id } = await create(body);
    const nulls = { name: null, description: null, metadata: null, variables: null };
    expect((await call('PUT', `/${id}`, { ...nulls, version: 1 })).json).toMatchObject({
      prompt: '{{a}}',
      variables: ['a'],
      name: null,
      description: null,
      metadata: {},
    });
  });

  it('variables are those of a new text', async () => {
    const { id } = await create(body);
    const { json } = await call('PUT', `/${id}`, { prompt: '{{c}}', version: 1 });
    expect(json.variables).toEqual(['c']);
  });
});

describe('an update that cannot be', () => {
  test.each<[string, object, object]>([
    ['no version', { prompt: 'x' }, { code: 'missing_required_parameter', param: 'version' }],
    [
      'no type of number',
      { prompt: 'x', version: [1] },
      { code: 'invalid_type', param: 'version' },
    ],
    ['no number', { prompt: 'x', version: 'new' }, { code: 'invalid_value', param: 'version' }],
    [
      'a number that none has',
      { prompt: 'x', version: 0 },
      { code: 'invalid_value', param: 'version' },
    ],
    ['half a number', { prompt: 'x', version: 1.5 }, { code: 'invalid_value', param: 'version' }],
    ['nothing new', { version: 1 }, { code: 'missing_required_parameter', param: 'prompt' }],
    [
      'a default that is neither',
      { prompt: 'x', version: 1, set_as_default: 'yes' },
      { code: 'invalid_type', param: 'set_as_default' },
    ],
    [
      'variables that lack one',
      { prompt: '{{z}}', version: 1, variables: ['a'] },
      { code: 'invalid_value', param: 'variables' },
    ],
    [
      'variables that lack one of the text that stays',
      { version: 1, variables: ['b'] },
      { code: 'invalid_value', param: 'variables' },
    ],
    [
      'a member that nothing reads',
      { prompt: 'x', version: 1, is_default: true },
      { code: 'unsupported_parameter', param: 'is_default' },
    ],
  ])('%s', async (_, body, expected) => {
    const { id } = await create('{{a}}');
    expect(errorOf(await call('PUT', `/${id}`, body))).toEqual({ status: 400, ...expected });
    expect(await versionsOf(id)).toEqual({ numbers: [1], defaults: [1] });
  });
});

describe.each([
  ['POST', 'default_version'],
  ['POST', 'set-default-version'],
  ['PUT', 'set-default-version'],
])('another default by %s %s', (method, path) => {
  it('is what is meant where no version is named', async () => {
    const first = await create('one');
    await call('PUT', `/${first.id}`, { prompt: 'two', version: 1 });
    const { status, json } = await call(method, `/${first.id}/${path}`, { version: 1 });
    expect(status).toBe(200);
    expect(json).toEqual(first);
    expect((await call('GET', `/${first.id}`)).json).toEqual(first);
    expect((await call('GET', '?limit=1')).json.data).toEqual([first]);
    expect(await versionsOf(first.id)).toEqual({ numbers: [1, 2], defaults: [1] });
    // The next version still goes on from the newest.
    const third = await call('PUT', `/${first.id}`, { prompt: 'three', version: 2 });
    expect(third.json).toMatchObject({ version: 3, is_default: true });
  });

  it('needs a version that is there', async () => {
    const { id } = await create('one');
    const place = `/${id}/${path}`;
    const { status, json } = await call(method, place, { version: 2 });
    expect([status, json.error]).toMatchObject([
      404,
      { message: `Prompt with id '${id}' has no version '2'.`, param: 'version' },
    ]);
    expect(errorOf(await call(method, place, {}))).toMatchObject({ status: 400, param: 'version' });
    expect(errorOf(await call(method, place, { version: 'x' }))).toMatchObject({
      status: 400,
      param: 'version',
    });
    expect(errorOf(await call(method, place, { version: 1, id: 'x' }))).toMatchObject({
      status: 400,
      param: 'id',
    });
    expect(await versionsOf(id)).toEqual({ numbers: [1], defaults: [1] });
  });
});

describe('a list of versions', () => {
  it('is walked by their numbers, the oldest first', async () => {
    const { id } = await create('1');
    for (let version = 1; version < 7; version++)
      await call('PUT', `/${id}`, { prompt: `${version + 1}`, version });
    const first = (await call('GET', `/${id}/versions?limit=3`)).json;
    expect(first).toMatchObject({ first_id: '1', last_id: '3', has_more: true });
    expect(first.data.map(({ prompt }: Prompt) => prompt)).toEqual(['1', '2', '3']);
    const second = (await call('GET', `/${id}/versions?limit=4&after=3`)).json;
    expect(second.data.map(({ version }: Prompt) => version)).toEqual([4, 5, 6, 7]);
    expect(second.has_more).toBe(false);
    const newest = (await call('GET', `/${id}/versions?order=desc&limit=1`)).json;
    expect(newest.data).toEqual([(await call('GET', `/${id}`)).json]);
  });
});

test('times are of the prompt and of the version', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_999 });
  try {
    const { id } = await create('one');
    vi.setSystemTime(1_700_000_100_000);
    const { json } = await call('PUT', `/${id}`, { prompt: 'two', version: 1 });
    expect(json).toMatchObject({ created_at: 1_700_000_000, updated_at: 1_700_000_100 });
    vi.setSystemTime(1_700_000_200_000);
    const again = await call('POST', `/${id}/default_version`, { version: 1 });
    expect(again.json).toMatchObject({ created_at: 1_700_000_000, updated_at: 1_700_000_000 });
  } finally {
    vi.useRealTimers();
  }
});

describe('at the same time', () => {
  it('two updates that go on from one version: one is made, the other refused', async () => {
    await forSeeds(200, async (random) => {
      const { call, create } = openPrompts({ store: createSlowStore(random) });
      const { id } = await create('one');
      const replies = await Promise.all(
        ['a', 'b', 'c'].map((prompt) => call('PUT', `/${id}`, { prompt, version: 1 })),
      );
      const made = replies.filter(({ status }) => status === 200);
      expect(made).toHaveLength(1);
      for (const reply of replies)
        if (reply.status !== 200) expect(errorOf(reply)).toEqual(conflict);
      expect((await call('GET', `/${id}`)).json).toEqual(made[0]?.json);
      expect(await versionsOf(id, call)).toEqual({ numbers: [1, 2], defaults: [2] });
    });
  });

  it('many updates and changes of the default: versions have no gap, and one is the default', async () => {
    await forSeeds(60, async (random) => {
      const { call, create } = openPrompts({ store: createSlowStore(random) });
      const { id } = await create('1');
      const statuses: number[] = [];
      const update = async (name: string) => {
        for (let turn = 0; turn < 6; turn++) {
          const { data } = (await call('GET', `/${id}/versions?order=desc&limit=1`)).json;
          const version = data[0].version;
          const isDefault = random.below(2) === 0;
          const body = { prompt: `${name}${turn}`, version, set_as_default: isDefault };
          statuses.push((await call('PUT', `/${id}`, body)).status);
        }
      };
      const choose = async () => {
        for (let turn = 0; turn < 6; turn++)
          expect((await call('POST', `/${id}/default_version`, { version: 1 })).status).toBe(200);
      };
      await Promise.all([update('a'), update('b'), update('c'), choose()]);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
      const made = statuses.filter((status) => status === 200).length;
      const { numbers, defaults } = await versionsOf(id, call);
      expect(numbers).toEqual(Array.from({ length: made + 1 }, (_, at) => at + 1));
      expect(defaults).toEqual([(await call('GET', `/${id}`)).json.version]);
      const last = await call('PUT', `/${id}`, { prompt: 'last', version: numbers.length });
      expect(last.json).toMatchObject({ version: numbers.length + 1, is_default: true });
    });
  });

  it('a change of the default does not refuse an update', async () => {
    const store = createRacedStore();
    const { call, create } = openPrompts({ store });
    const { id } = await create('one');
    await call('PUT', `/${id}`, { prompt: 'two', version: 1 });
    store.race(() => call('POST', `/${id}/default_version`, { version: 1 }));
    const body = { prompt: 'three', version: 2, set_as_default: false };
    expect((await call('PUT', `/${id}`, body)).json).toMatchObject({ version: 3 });
    expect(await versionsOf(id, call)).toEqual({ numbers: [1, 2, 3], defaults: [1] });
  });

  it('a prompt that is deleted meanwhile is not made again', async () => {
    const store = createRacedStore();
    const { call, create } = openPrompts({ store });
    for (const change of [
      (id: string) => call('PUT', `/${id}`, { prompt: 'two', version: 1 }),
      (id: string) => call('POST', `/${id}/default_version`, { version: 1 }),
    ]) {
      const { id } = await create('one');
      store.race(() => call('DELETE', `/${id}`));
      expect(errorOf(await change(id))).toEqual(gone);
      expect(errorOf(await call('GET', `/${id}?version=2`))).toEqual(gone);
    }
  });
});
