import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Target } from './registry.ts';
import { createTargetHealth, type TargetHealth } from './target-health.ts';

const provider = (id: string): Target['provider'] => ({
  specVersion: 1,
  id,
  capabilities: { apis: ['chat'] },
  call: () => Promise.reject(new Error('nobody calls it here')),
});
const target = (id: string, model = 'm'): Target => ({ provider: provider(id), model });

const a = target('a');
const b = target('b');
const c = target('c');
const names = (targets: readonly Target[]) => targets.map(({ provider: { id } }) => id).join('');
const orderOf = (health: TargetHealth) => names(health.order([a, b, c]));
const failed = {};

/** Failures one after the other, as calls meet them. */
function fail(
  health: TargetHealth,
  which: Target,
  times = 1,
  outcome: { retryAfterMs?: number } = failed,
) {
  for (let time = 0; time < times; time++) health.begin(which)(outcome);
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('a target that fails', () => {
  test('cools down after some failures in a row and is tried last, not left out', () => {
    const health = createTargetHealth({ failures: 3 });
    fail(health, a, 2);
    expect(orderOf(health)).toBe('abc');
    fail(health, a);
    expect(orderOf(health)).toBe('bca');
    fail(health, b, 3);
    expect(orderOf(health)).toBe('cab');
  });

  test('starts to count anew after a success', () => {
    const health = createTargetHealth({ failures: 3 });
    fail(health, a, 2);
    health.begin(a)('success');
    fail(health, a, 2);
    expect(orderOf(health)).toBe('abc');
  });

  test('is known by provider and model: another model of the same provider is not to blame', () => {
    const health = createTargetHealth({ failures: 1 });
    const other = target('a', 'other');
    fail(health, a);
    expect(health.order([a, other])).toEqual([other, a]);
    // The same place, described by another object, as after a change of the registry.
    expect(health.order([target('a'), other])[0]).toBe(other);
  });

  test('is not blamed for what was the request’s fault or the client’s leaving', () => {
    const health = createTargetHealth({ failures: 1 });
    for (let time = 0; time < 10; time++) health.begin(a)(undefined);
    expect(orderOf(health)).toBe('abc');
  });

  test('alone in its plan is asked all the same', () => {
    const health = createTargetHealth({ failures: 1 });
    fail(health, a);
    const alone = [a];
    expect(health.order(alone)).toBe(alone);
  });

  test('where all cool down, all are asked in their order', () => {
    const health = createTargetHealth({ failures: 1 });
    for (const each of [c, a, b]) fail(health, each);
    expect(orderOf(health)).toBe('abc');
  });
});

describe('the cooldown', () => {
  test('lasts its time', () => {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000 });
    fail(health, a);
    pass(999);
    expect(orderOf(health)).toBe('bca');
    pass(1);
    expect(orderOf(health)).toBe('abc');
  });

  test('doubles with every failed probe, up to its limit, and is forgotten after a success', () => {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000, maxCooldownMs: 5000 });
    const isCooling = () => orderOf(health) !== 'abc';
    fail(health, a);
    for (const lastsMs of [1000, 2000, 4000, 5000, 5000]) {
      pass(lastsMs - 1);
      expect(isCooling()).toBe(true);
      pass(1);
      expect(isCooling()).toBe(false);
      fail(health, a);
    }
    pass(5000);
    health.begin(a)('success');
    fail(health, a);
    pass(1000);
    expect(isCooling()).toBe(false);
  });

  test('of calls that failed together is one cooldown, not one for each of them', () => {
    const health = createTargetHealth({ failures: 3, cooldownMs: 1000 });
    const underWay = Array.from({ length: 50 }, () => health.begin(a));
    for (const finish of underWay) finish(failed);
    expect(orderOf(health)).toBe('bca');
    pass(1000);
    expect(orderOf(health)).toBe('abc');
  });

  test('is not made longer by the calls that ask a cooling target because no other is left', () => {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000 });
    fail(health, a);
    pass(500);
    fail(health, a, 10);
    pass(500);
    expect(orderOf(health)).toBe('abc');
  });

  test('begins at once and lasts as long where the upstream named a time', () => {
    const health = createTargetHealth({ failures: 3, cooldownMs: 1000, maxCooldownMs: 60_000 });
    fail(health, a, 1, { retryAfterMs: 30_000 });
    expect(orderOf(health)).toBe('bca');
    pass(29_999);
    expect(orderOf(health)).toBe('bca');
    pass(1);
    expect(orderOf(health)).toBe('abc');
  });

  test('is bounded, whatever time the upstream named', () => {
    const health = createTargetHealth({ maxCooldownMs: 60_000 });
    fail(health, a, 1, { retryAfterMs: 86_400_000 });
    pass(60_000);
    expect(orderOf(health)).toBe('abc');
  });

  test('is extended by a time that the upstream names while it lasts', () => {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000 });
    fail(health, a);
    pass(500);
    fail(health, a, 1, { retryAfterMs: 20_000 });
    pass(10_000);
    expect(orderOf(health)).toBe('bca');
    pass(10_000);
    expect(orderOf(health)).toBe('abc');
  });
});

describe('half-open', () => {
  function cooledDown() {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000 });
    fail(health, a);
    pass(1000);
    return health;
  }

  test('one call probes; the others keep away until it is back', () => {
    const health = cooledDown();
    expect(orderOf(health)).toBe('abc');
    const finishProbe = health.begin(a);
    expect(orderOf(health)).toBe('bca');
    finishProbe('success');
    expect(orderOf(health)).toBe('abc');
  });

  test('a failed probe sends it back to cool', () => {
    const health = cooledDown();
    health.begin(a)(failed);
    expect(orderOf(health)).toBe('bca');
  });

  test('a probe whose client left says nothing: the next call may probe', () => {
    const health = cooledDown();
    health.begin(a)(undefined);
    expect(orderOf(health)).toBe('abc');
    const finishProbe = health.begin(a);
    expect(orderOf(health)).toBe('bca');
    finishProbe(undefined);
    expect(orderOf(health)).toBe('abc');
  });

  test('a call that began before the cooldown does not end somebody else’s probe', () => {
    const health = createTargetHealth({ failures: 1, cooldownMs: 1000 });
    const early = health.begin(a);
    fail(health, a);
    pass(1000);
    const finishProbe = health.begin(a);
    early(undefined);
    expect(orderOf(health)).toBe('bca');
    finishProbe('success');
    expect(orderOf(health)).toBe('abc');
  });
});

test('memory is bounded: the target that failed longest ago is forgotten first', () => {
  const health = createTargetHealth({ failures: 1 });
  fail(health, a);
  for (let number = 0; number < 9_999; number++) fail(health, target('many', `model ${number}`));
  expect(orderOf(health)).toBe('bca');
  fail(health, b);
  expect(orderOf(health)).toBe('acb');
});

test('the list of a plan is never changed', () => {
  const health = createTargetHealth({ failures: 1 });
  const targets = Object.freeze([a, b]);
  fail(health, a);
  expect(names(health.order(targets))).toBe('ba');
  expect(names(targets)).toBe('ab');
});
