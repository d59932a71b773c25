import type { GatewayOptions } from './gateway.ts';
import type { Hooks } from './hooks.ts';
import type { Provider } from './provider.ts';

/** What the compiler tells TypeScript users, for everybody else: a typo must not switch anything off. */
const optionNames: { readonly [Name in keyof Required<GatewayOptions>]: true } = {
  providers: true,
  models: true,
  use: true,
  maxBodyBytes: true,
  retry: true,
  cooldown: true,
  keepAlive: true,
  responses: true,
  replyModel: true,
  logger: true,
  random: true,
};

type MemberKind = 'function' | 'string' | 'number' | 'boolean' | 'list' | 'object' | 'chunk hook';

const hookMembers: { readonly [Name in keyof Required<Hooks>]: MemberKind } = {
  name: 'string',
  priority: 'number',
  authenticate: 'function',
  onRequest: 'function',
  wrapRun: 'function',
  wrapAttempt: 'function',
  onResponse: 'function',
  onChunk: 'chunk hook',
  record: 'function',
  onError: 'function',
  observe: 'function',
  collect: 'boolean',
  routes: 'list',
  responseStore: 'object',
  start: 'function',
  close: 'function',
};

/** @throws {Error} naming the option, the hook or the provider that is wrong. */
export function checkOptions(options: GatewayOptions): void {
  refuseUnknown('createGateway: option', options, optionNames);
  checkNumber('maxBodyBytes', options.maxBodyBytes, 1);
  checkNumber('retry.maxAttempts', options.retry?.maxAttempts, 1);
  checkNumber('retry.maxAttemptsPerTarget', options.retry?.maxAttemptsPerTarget, 1);
  checkNumber('retry.backoffMs', options.retry?.backoffMs, 0);
  checkNumber('retry.maxBackoffMs', options.retry?.maxBackoffMs, 0);
  checkNumber('cooldown.failures', options.cooldown?.failures, 1);
  checkNumber('cooldown.cooldownMs', options.cooldown?.cooldownMs, 0);
  checkNumber('cooldown.maxCooldownMs', options.cooldown?.maxCooldownMs, 0);
  const { afterMs } = options.keepAlive ?? {};
  if (afterMs !== false) checkNumber('keepAlive.afterMs', afterMs, 1);
  checkProviders(options.providers ?? []);
  for (const hook of options.use ?? []) checkHook(hook);
}

/** Names of models and errors lead to a provider by its id, so there is one of each. */
function checkProviders(providers: readonly Provider[]): void {
  const ids = new Set<string>();
  for (const { id } of providers) {
    if (ids.has(id)) throw new Error(`createGateway: two providers have the id "${id}".`);
    ids.add(id);
  }
}

/** Hooks may have members of their own; those that begin like a phase are meant to be one. */
const phaseLike = /^(on[a-z]|wrap|observe|auth|route|record)/i;

function checkHook(hook: Hooks): void {
  const label = `createGateway: hook "${hook?.name}"`;
  if (typeof hook?.name !== 'string') throw new Error('createGateway: every hook needs a "name".');
  const mistyped = Object.keys(hook).find(
    (member) => phaseLike.test(member) && !Object.hasOwn(hookMembers, member),
  );
  if (mistyped)
    throw new Error(`${label} has no phase "${mistyped}"; there are ${list(hookMembers)}.`);
  for (const [name, kind] of Object.entries(hookMembers)) {
    const member = hook[name as keyof Hooks];
    if (member !== undefined && !isOfKind(member, kind)) {
      throw new Error(`${label}: "${name}" must be a ${kind}.`);
    }
  }
}

function isOfKind(member: unknown, kind: MemberKind): boolean {
  if (kind === 'list') return Array.isArray(member);
  if (kind !== 'chunk hook') return typeof member === kind;
  return (
    typeof member === 'function' || typeof (member as { create?: unknown }).create === 'function'
  );
}

function refuseUnknown(label: string, given: object, known: object): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(known, name)) {
      throw new Error(`${label} "${name}" is unknown; there are ${list(known)}.`);
    }
  }
}

function list(known: object): string {
  return Object.keys(known).join(', ');
}

function checkNumber(name: string, value: number | undefined, least: number): void {
  if (value === undefined || (Number.isFinite(value) && value >= least)) return;
  throw new Error(`createGateway: "${name}" must be a number ≥ ${least}.`);
}
