import type { Model } from '@gw/schema';
import { describe, expect, test } from 'vitest';
import { tenantContext } from '../__fixtures__/contexts.ts';
import { recordLog } from '../__fixtures__/records.ts';
import { scriptedProvider } from '../__fixtures__/scripted-provider.ts';
import { createSeeded, forSeeds } from '../__fixtures__/seeded.ts';
import type { ApiName } from './api.ts';
import { apiKeys } from './api-keys.ts';
import { createRegistry, type ModelRegistry, type RegistryOptions } from './create-registry.ts';
import { createGateway } from './gateway.ts';
import type { ModelSpec } from './model-table.ts';
import type { Plan } from './registry.ts';

const models = (...ids: readonly string[]): Model[] =>
  ids.map((id, position) => ({ id, object: 'model', created: position + 1, owned_by: 'acme' }));

const provider = (id: string, ...offers: readonly string[]) =>
  scriptedProvider(id, [], offers.length > 0 ? { listModels: async () => models(...offers) } : {});

function registryOf(
  specs: Readonly<Record<string, ModelSpec>> | undefined,
  options: Partial<RegistryOptions> = {},
): ModelRegistry {
  const providers = [provider('a'), provider('b'), provider('c')];
  return createRegistry({ providers, models: specs, log: recordLog(), ...options });
}

const anybody = tenantContext('default');

/** Where a name leads, as `provider:model`, one after the other. */
async function pathOf(registry: ModelRegistry, model: string, ctx = anybody) {
  const plan: Plan | undefined = await registry.resolve(model, ctx);
  return plan?.targets.map((target) => `${target.provider.id}:${target.model}`).join(' ');
}

const listOf = async (registry: ModelRegistry, ctx = anybody) =>
  (await registry.list(ctx)).map(({ id }) => id);

describe('a model’s name', () => {
  const registry = registryOf({
    fast: 'a/small',
    'team/fast': 'b/small',
    plain: 'a',
    'team/*': 'b',
    'team/eu/*': 'c/eu-*',
    'gpt-*': 'a',
    'gpt-5*': 'b/five',
    '*': 'c',
  });

  test.each([
    ['fast', 'a:small'],
    ['plain', 'a:plain'],
    ['team/fast', 'b:small'],
    ['team/slow', 'b:slow'],
    ['team/a/b/c', 'b:a/b/c'],
    ['team/eu/x', 'c:eu-x'],
    ['team/eu/x/y', 'c:eu-x/y'],
    ['gpt-4', 'a:gpt-4'],
    ['gpt-5', 'b:five'],
    ['gpt-5-mini', 'b:five'],
    ['Fast', 'c:Fast'],
    ['team', 'c:team'],
    ['team/', 'c:team/'],
    ['a/small', 'c:a/small'],
    ['$&', 'c:$&'],
    ['team/$&$1', 'b:$&$1'],
    ['__proto__', 'c:__proto__'],
    ['constructor', 'c:constructor'],
    ['模型', 'c:模型'],
  ])(
    '%s leads to %s: exact before prefix, the longest prefix before shorter ones, `*` last',
    async (name, path) => {
      expect(await pathOf(registry, name)).toBe(path);
    },
  );

  test('that nothing claims leads nowhere', async () => {
    const small = registryOf({ fast: 'a/small', 'team/*': 'b' });
    for (const name of ['slow', 'team', '', 'fast/', 'constructor']) {
      expect(await pathOf(small, name)).toBeUndefined();
    }
  });

  test('without configuration leads to the provider it names, or the first one', async () => {
    const registryByDefault = registryOf(undefined);
    expect(await pathOf(registryByDefault, 'b/gpt')).toBe('b:gpt');
    expect(await pathOf(registryByDefault, 'b/meta/llama')).toBe('b:meta/llama');
    expect(await pathOf(registryByDefault, 'gpt')).toBe('a:gpt');
    expect(await pathOf(registryByDefault, 'x/gpt')).toBe('a:x/gpt');
    expect(await pathOf(registryOf(undefined, { providers: [] }), 'gpt')).toBeUndefined();
  });

  test('leads to its targets in their order, each with its own name for it', async () => {
    const several = registryOf({
      'x/*': [
        'a',
        'b/prefix-*',
        { provider: 'c', model: 'fixed' },
        { provider: 'a', model: '*-x' },
      ],
    });
    expect(await pathOf(several, 'x/y')).toBe('a:y b:prefix-y c:fixed a:y-x');
  });

  test('brings its target’s settings along', async () => {
    const settings = {
      provider: 'a',
      model: 'm',
      api: 'chat',
      overrides: { temperature: 0 },
      capabilities: { streamUsage: false },
      upstreamState: 'forward',
    } as const;
    const { provider: id, ...rest } = settings;
    const plan = await registryOf({ fast: settings }).resolve('fast', anybody);
    expect(plan?.targets).toEqual([{ ...rest, provider: expect.objectContaining({ id }) }]);
  });
});

describe('settings that are wrong', () => {
  test.each<[string, Record<string, ModelSpec>, RegExp]>([
    ['an unknown provider', { m: 'nobody/x' }, /"m" names an unknown provider "nobody"/],
    ['an unknown second provider', { m: ['a', 'nobody'] }, /unknown provider "nobody"/],
    ['a * in the middle', { 'a*b': 'a' }, /"a\*b" may have one "\*", at its end/],
    ['two of them', { 'a**': 'a' }, /may have one "\*"/],
    ['no target', { m: [] }, /"m" needs at least one target/],
    ['a negative weight', { m: [{ provider: 'a', weight: -1 }] }, /weight/],
    ['a weight that is no number', { m: [{ provider: 'a', weight: Number.NaN }] }, /weight/],
    ['an endless weight', { m: [{ provider: 'a', weight: Number.POSITIVE_INFINITY }] }, /weight/],
  ])('are refused when they are set: %s', (_, specs, message) => {
    expect(() => registryOf(specs)).toThrow(message);
    const registry = registryOf({});
    for (const [pattern, spec] of Object.entries(specs)) {
      expect(() => registry.setModel(pattern, spec)).toThrow(message);
    }
    expect(registry.models).toEqual([]);
  });

  test('are refused with the id of a provider that no model can name', () => {
    const withSlash = provider('team/a');
    const message = 'Provider id "team/a" must not contain "/"';
    expect(() => createGateway({ providers: [withSlash] })).toThrow(message);
    expect(() => registryOf({}).setProvider(withSlash)).toThrow(message);
  });
});

describe('a target’s api', () => {
  const speaking = (id: string, ...apis: readonly ApiName[]) =>
    scriptedProvider(id, [], { capabilities: { apis } });
  const log = recordLog();
  const registry = registryOf(
    {},
    { log, providers: [speaking('r', 'responses', 'embeddings'), speaking('c', 'chat')] },
  );
  const refusal =
    'Model "m" sets "api" to "chat", which provider "r" does not speak; it speaks responses, embeddings.';

  test.each<[string, ModelSpec]>([
    ['its provider', { provider: 'r', api: 'chat' }],
    ['the second provider', ['c', { provider: 'r', api: 'chat' }]],
    ['its model', { provider: 'c', api: 'chat', capabilities: { apis: ['responses'] } }],
  ])('that %s does not speak is refused when it is set', (_, spec) => {
    expect(() => registry.setModel('m', spec)).toThrow(/"m" sets "api" to "chat", which provider/);
    expect(registry.models).toEqual([]);
  });

  test('is told with what is spoken there', () => {
    const create = () => createGateway({ providers: registry.providers, models: { m: toChat } });
    const toChat: ModelSpec = { provider: 'r', api: 'chat' };
    expect(create).toThrow(new Error(refusal));
  });

  test.each<[string, ModelSpec]>([
    ['its provider', { provider: 'r', api: 'embeddings' }],
    ['its model alone', { provider: 'r', api: 'chat', capabilities: { apis: ['chat'] } }],
    ['a provider added later', { provider: 'late', api: 'images' }],
  ])('may be whatever %s speaks', (_, spec) => {
    registry.setProvider(speaking('late', 'images'));
    expect(() => registry.setModel('good', spec)).not.toThrow();
    registry.removeModel('good');
  });

  test('that a new provider of that id does not speak any more is a warning', async () => {
    registry.setProvider(speaking('r', 'chat'));
    registry.setModel('m', ['c', { provider: 'r', api: 'chat' }]);
    expect(log.lines).toEqual([]);
    registry.setProvider(speaking('r', 'responses', 'embeddings'));
    expect(log.lines).toEqual([{ level: 'warn', message: refusal, fields: {} }]);
    expect(await pathOf(registry, 'm')).toBe('c:m r:m');
  });
});

describe('weights', () => {
  const spread = async (specs: Record<string, ModelSpec>, calls = 4000) => {
    const registry = registryOf(specs, { random: createSeeded(7).next });
    const counts = new Map<string, number>();
    for (let call = 0; call < calls; call++) {
      const path = (await pathOf(registry, 'm')) ?? '';
      counts.set(path, (counts.get(path) ?? 0) + 1 / calls);
    }
    return counts;
  };

  test('decide who is asked first, and the others follow in their order', async () => {
    const targets = [
      { provider: 'a', weight: 1 },
      { provider: 'b', weight: 3 },
      { provider: 'c', weight: 0 },
    ];
    const counts = await spread({ m: { targets, strategy: 'weighted' } });
    expect([...counts.keys()].sort()).toEqual(['a:m b:m c:m', 'b:m a:m c:m']);
    expect(counts.get('a:m b:m c:m')).toBeCloseTo(0.25, 1);
    expect(counts.get('b:m a:m c:m')).toBeCloseTo(0.75, 1);
  });

  test('of zero are not drawn, not even by the smallest number', async () => {
    const registry = registryOf({ m: [{ provider: 'a', weight: 0 }, 'b'] }, { random: () => 0 });
    expect(await pathOf(registry, 'm')).toBe('b:m a:m');
  });

  test('are one where none is given', async () => {
    const counts = await spread({ m: { targets: ['a', 'b'], strategy: 'weighted' } });
    expect(counts.get('a:m b:m')).toBeCloseTo(0.5, 1);
  });

  test('count as soon as a target has one', async () => {
    const counts = await spread({ m: [{ provider: 'a', weight: 0 }, 'b'] });
    expect([...counts.keys()]).toEqual(['b:m a:m']);
  });

  test('of zero everywhere leave the order as it is', async () => {
    const counts = await spread({
      m: [
        { provider: 'a', weight: 0 },
        { provider: 'b', weight: 0 },
      ],
    });
    expect([...counts.keys()]).toEqual(['a:m b:m']);
  });

  test('do not count where the order was asked for', async () => {
    const targets = [
      { provider: 'a', weight: 1 },
      { provider: 'b', weight: 99 },
    ];
    const counts = await spread({ m: { targets, strategy: 'order' } });
    expect([...counts.keys()]).toEqual(['a:m b:m']);
  });
});

describe('tenants', () => {
  const specs: Record<string, ModelSpec> = {
    shared: 'a',
    secret: { targets: ['a'], tenants: ['red'] },
    'red/*': { targets: ['b'], tenants: ['red'] },
  };
  const registry = registryOf(specs, { providers: [provider('a'), provider('b', 'one', 'two')] });

  test('resolve and see what is theirs', async () => {
    const red = tenantContext('red');
    expect(await pathOf(registry, 'secret', red)).toBe('a:secret');
    expect(await pathOf(registry, 'red/one', red)).toBe('b:one');
    expect(await listOf(registry, red)).toEqual(['shared', 'secret', 'red/one', 'red/two']);
  });

  test('neither resolve nor see what is not', async () => {
    const blue = tenantContext('blue');
    expect(await pathOf(registry, 'secret', blue)).toBeUndefined();
    expect(await pathOf(registry, 'red/one', blue)).toBeUndefined();
    expect(await listOf(registry, blue)).toEqual(['shared']);
  });

  test('do not reach a name of another tenant through a pattern of their own', async () => {
    const open = registryOf({ ...specs, '*': 'b' });
    expect(await pathOf(open, 'secret', tenantContext('blue'))).toBeUndefined();
    expect(await pathOf(open, 'red/one', tenantContext('blue'))).toBeUndefined();
    expect(await pathOf(open, 'other', tenantContext('blue'))).toBe('b:other');
  });
});

describe('the list', () => {
  test('shows names as they are asked for, with what the provider told of them', async () => {
    const registry = registryOf(
      { fast: 'a/small', 'b/*': 'b', 'eu-*': 'b/t*' },
      { providers: [provider('a'), provider('b', 'one', 'two')] },
    );
    expect(await registry.list(anybody)).toEqual([
      { id: 'fast', created: 0, ownedBy: 'a' },
      { id: 'b/one', created: 1, ownedBy: 'acme' },
      { id: 'b/two', created: 2, ownedBy: 'acme' },
      { id: 'eu-wo', created: 2, ownedBy: 'acme' },
    ]);
  });

  test('shows a name once, with the owner that would be asked', async () => {
    const registry = registryOf(
      { 'x/one': 'a', 'x/*': 'b', '*': 'c' },
      {
        providers: [
          provider('a'),
          provider('b', 'one', 'two'),
          provider('c', 'x/one', 'x/other', 'z'),
        ],
      },
    );
    expect(await registry.list(anybody)).toEqual([
      { id: 'x/one', created: 0, ownedBy: 'a' },
      { id: 'x/two', created: 2, ownedBy: 'acme' },
      { id: 'z', created: 3, ownedBy: 'acme' },
    ]);
  });

  test('shows nothing behind a pattern that leads to one fixed model: its names are endless', async () => {
    const registry = registryOf({ 'any-*': 'a/fixed' }, { providers: [provider('a', 'fixed')] });
    expect(await listOf(registry)).toEqual([]);
  });

  test('shows a model whose first provider is gone as long as it has another', async () => {
    const registry = registryOf(
      { m: ['a', 'b'], 'p/*': ['a', 'b'] },
      { providers: [provider('a', 'old'), provider('b', 'one')] },
    );
    registry.removeProvider('a');
    expect(await listOf(registry)).toEqual(['m', 'p/one']);
    registry.removeProvider('b');
    expect(await listOf(registry)).toEqual([]);
  });

  test('shows exactly what resolves, whatever was configured', async () => {
    const names = ['one', 'x/one', 'x/y/one', 'xone', 'two'];
    const patterns = ['one', 'x/*', 'x/y/*', 'x*', '*', 'two', 'x/one'];
    const tenants = [undefined, ['red'], ['blue'], ['red', 'blue']];
    await forSeeds(200, async (seeded) => {
      const providers = ['a', 'b'].map((id) =>
        provider(id, ...names.filter(() => seeded.chance(0.5)), 'z'),
      );
      const registry = createRegistry({ providers, models: {}, log: recordLog() });
      for (const pattern of patterns.filter(() => seeded.chance(0.5))) {
        const allowed = seeded.pick(tenants);
        const targets = [seeded.pick(['a', 'b', 'a/one', 'b/*', 'a/x*'])];
        registry.setModel(pattern, { targets, ...(allowed && { tenants: allowed }) });
      }
      const red = tenantContext('red');
      const listed = await listOf(registry, red);
      expect(new Set(listed).size).toBe(listed.length);
      for (const id of listed) {
        const plan = await registry.resolve(id, red);
        expect(plan?.targets.length).toBeGreaterThan(0);
        const target = plan?.targets[0];
        const offers =
          (await target?.provider.listModels?.({ signal: new AbortController().signal })) ?? [];
        // A name from a pattern leads to a model that the provider really has.
        if (!registry.models.includes(id))
          expect(offers.map((model) => model.id)).toContain(target?.model);
      }
    });
  });
});

describe('a registry that changes at run time', () => {
  test('has models set, replaced and removed', async () => {
    const registry = registryOf({ m: 'a' });
    registry.setModel('n', 'b');
    expect(await pathOf(registry, 'n')).toBe('b:n');
    registry.setModel('n', ['c/x', 'a']);
    expect(await pathOf(registry, 'n')).toBe('c:x a:n');
    registry.removeModel('n');
    registry.removeModel('never there');
    expect(await pathOf(registry, 'n')).toBeUndefined();
    expect(registry.models).toEqual(['m']);
  });

  test('keeps a model as it is where its new settings are wrong', async () => {
    const registry = registryOf({ m: 'a' });
    expect(() => registry.setModel('m', 'nobody')).toThrow();
    expect(await pathOf(registry, 'm')).toBe('a:m');
  });

  test('asks a replaced provider from the next call on; a plan that was made keeps the old one', async () => {
    const registry = registryOf({ m: 'a' });
    const before = await registry.resolve('m', anybody);
    const replacement = provider('a');
    registry.setProvider(replacement);
    expect(before?.targets[0]?.provider).not.toBe(replacement);
    expect((await registry.resolve('m', anybody))?.targets[0]?.provider).toBe(replacement);
    expect(registry.providers.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  });

  test('leaves out targets whose provider was removed, and takes them back with it', async () => {
    const registry = registryOf({ m: ['a', 'b'] });
    registry.removeProvider('a');
    expect(await pathOf(registry, 'm')).toBe('b:m');
    registry.setProvider(provider('a'));
    expect(await pathOf(registry, 'm')).toBe('a:m b:m');
  });

  test('lists what a new provider offers, not what the old one of that name did', async () => {
    const registry = registryOf({ 'a/*': 'a' }, { providers: [provider('a', 'old')] });
    expect(await listOf(registry)).toEqual(['a/old']);
    registry.setProvider(provider('a', 'new'));
    expect(await listOf(registry)).toEqual(['a/new']);
  });
});

describe('a model that forwards upstream ids', () => {
  const provider = scriptedProvider('a', new Error('not called'));
  const create = (tenants: readonly string[] | undefined, hasKeys: boolean) => () => {
    const target = { provider: 'a', upstreamState: 'forward' } as const;
    const models = { m: { targets: [target], ...(tenants && { tenants }) } };
    const use = hasKeys ? [apiKeys({ 'sk-a': 'one', 'sk-b': 'two' })] : [];
    return createGateway({ providers: [provider], models, use });
  };

  test('belongs to one tenant where there are several', () => {
    expect(create(undefined, true)).toThrow('Model "m" forwards upstream ids');
    expect(create(['one', 'two'], true)).toThrow('Model "m" forwards upstream ids');
    expect(create(['one'], true)).not.toThrow();
  });

  test('is free where nobody is told apart', () => {
    expect(create(undefined, false)).not.toThrow();
  });
});
