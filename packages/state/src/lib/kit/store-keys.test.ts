import { describe, expect, it } from 'vitest';
import { forSeeds, type Random, randomText } from './__fixtures__/random.ts';
import { isPlainKey, isPlainOwner, toLabelKey, toTenantKey } from './store-keys.ts';

describe('tenants as the store knows them', () => {
  it.each(['default', 'a b', 'org:7/team~x', 'x'.repeat(200)])('keeps %j', (tenant) => {
    expect(toTenantKey(tenant)).toBe(tenant);
  });

  it.each([
    ['empty', ''],
    ['too long', 'x'.repeat(201)],
    ['not ASCII', 'größe'],
    ['with NUL', 'a\u0000b'],
    ['with a line end', 'a\n'],
    ['not Unicode', '\ud800'],
    ['like a hash', `sha256:${'0'.repeat(64)}`],
  ])('hashes one that is %s', async (_, tenant) => {
    expect(await toTenantKey(tenant)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('never has one key for two', async () => {
    const keys = new Map<string, string>();
    const add = async (tenant: string) => {
      const key = await toTenantKey(tenant);
      expect(key).toMatch(/^[\x20-\x7e]{1,200}$/);
      expect(keys.get(key) ?? tenant).toBe(tenant);
      keys.set(key, tenant);
    };
    await forSeeds(400, async (random) => {
      const tenant = randomTenant(random);
      await add(tenant);
      // The store's name of one tenant, and its JSON, are other tenants.
      await add(await toTenantKey(tenant));
      await add(JSON.stringify(tenant));
    });
    await add('\ud800');
    await add('\ud801');
    await add('\ufffd');
  });
});

function randomTenant(random: Random): string {
  return random.chance(0.1) ? 'y'.repeat(198 + random.below(5)) : randomText(random, 5);
}

describe('labels as the store knows them', () => {
  it('keeps plain ones and hashes the rest', async () => {
    expect(toLabelKey('openai/gpt-5.5')).toBe('openai/gpt-5.5');
    expect(await toLabelKey('模型')).toMatch(/^sha256:/);
    expect(await toLabelKey('m'.repeat(513))).toMatch(/^sha256:/);
    expect(await toLabelKey(`sha256:${'0'.repeat(64)}`)).not.toBe(`sha256:${'0'.repeat(64)}`);
  });
});

describe('ids', () => {
  it.each(['', 'é', 'a\u0000', 'a\n', '\ud800', 'x'.repeat(513)])('cannot be %j', (id) => {
    expect(isPlainKey(id)).toBe(false);
  });

  it.each(['resp_1', '../x?y#z', ' ', "'; drop table", 'x'.repeat(512)])('can be %j', (id) => {
    expect(isPlainKey(id)).toBe(true);
  });

  it('of an owner may be none', () => {
    expect([isPlainOwner(''), isPlainOwner('conv_1'), isPlainOwner('é')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
