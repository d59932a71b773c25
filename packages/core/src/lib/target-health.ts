import type { Target } from './registry.ts';

/** When a failing target is left alone. */
export interface CooldownOptions {
  /** Failures in a row after which a target cools down. Default: 3. */
  readonly failures?: number;
  /** How long it is left alone, in ms; doubles with every failed probe. Default: 10 000. */
  readonly cooldownMs?: number;
  /** The longest it is left alone, in ms. Default: 300 000. */
  readonly maxCooldownMs?: number;
}

interface Health {
  failures: number;
  /** Cooldowns since the last success. */
  cooldowns: number;
  /** Milliseconds since the epoch. 0: not cooling. */
  coolUntil: number;
  isProbing: boolean;
}

/** Remembers which targets fail, so that calls do not wait for them first. */
export interface TargetHealth {
  /**
   * The targets in the order to try: cooling ones last, never left out, so that a gateway with
   * nothing else still asks them.
   */
  order(targets: readonly Target[]): readonly Target[];
  /** Whether this target is left alone now: it cools, or another call is finding out. */
  isCooling(target: Target): boolean;
  /**
   * Says that a target is about to be asked; call the returned function with the outcome.
   * `undefined` is neither: the client left, or the request was at fault.
   */
  begin(
    target: Target,
  ): (outcome: 'success' | { readonly retryAfterMs?: number | undefined } | undefined) => void;
}

/** More targets than a gateway has; the oldest is forgotten first. */
const maxRemembered = 10_000;
/** Longer than any model's name. */
const maxNameLength = 512;

/** Half-open probing: when a cooldown is over, one call goes first again and decides for all. */
export function createTargetHealth(options: CooldownOptions = {}): TargetHealth {
  const { failures: limit = 3, cooldownMs = 10_000, maxCooldownMs = 300_000 } = options;
  const byTarget = new Map<string, Health>();

  const isLeftAlone = (health: Health | undefined): boolean =>
    health !== undefined && (health.isProbing || Date.now() < health.coolUntil);
  const isCooling = (target: Target) => isLeftAlone(byTarget.get(keyOf(target)));
  const coolFor = (health: Health, ms: number) => {
    const until = Date.now() + Math.min(ms, maxCooldownMs);
    health.coolUntil = Math.max(health.coolUntil, until);
  };

  const fail = (target: Target, retryAfterMs: number | undefined) => {
    // A client's own invention must not fill the memory.
    if (target.model.length > maxNameLength) return;
    const key = keyOf(target);
    const health = byTarget.get(key) ?? remember(byTarget, key);
    health.failures++;
    // Calls that were under way when it began to cool say nothing new; only a time to wait does.
    if (isLeftAlone(health)) return coolFor(health, retryAfterMs ?? 0);
    const wasCooling = health.coolUntil > 0;
    if (!wasCooling && health.failures < limit && retryAfterMs === undefined) return;
    const backoffMs = cooldownMs * 2 ** health.cooldowns++;
    coolFor(health, Math.max(retryAfterMs ?? 0, backoffMs));
  };

  return {
    isCooling,
    order(targets) {
      if (targets.length < 2 || byTarget.size === 0) return targets;
      const cooling = targets.filter(isCooling);
      if (cooling.length === 0) return targets;
      return [...targets.filter((target) => !cooling.includes(target)), ...cooling];
    },
    begin(target) {
      const probed = byTarget.size === 0 ? undefined : byTarget.get(keyOf(target));
      const isProbe = probed !== undefined && probed.coolUntil > 0 && !isCooling(target);
      if (isProbe) probed.isProbing = true;
      return (outcome) => {
        if (isProbe) probed.isProbing = false;
        if (outcome === undefined) return;
        if (outcome !== 'success') fail(target, outcome.retryAfterMs);
        else if (byTarget.size > 0) byTarget.delete(keyOf(target));
      };
    },
  };
}

function keyOf({ provider, model }: Target): string {
  return JSON.stringify([provider.id, model]);
}

function remember(byTarget: Map<string, Health>, key: string): Health {
  const oldest = byTarget.size >= maxRemembered ? byTarget.keys().next().value : undefined;
  if (oldest !== undefined) byTarget.delete(oldest);
  const health = { failures: 0, cooldowns: 0, coolUntil: 0, isProbing: false };
  byTarget.set(key, health);
  return health;
}
