import { providerTypes } from './built-in-providers.ts';
import { doAll } from './config-error.ts';
import type { FromEnvironment } from './gateway-config.ts';
import { maskSecretsIn, namesSecret, secretsInText } from './names-secret.ts';
import type { Environment } from './read-environment.ts';
import { mask, readVariable, resolveSecret } from './resolve-secret.ts';
import { members } from './unchecked.ts';

/** A provider of a package: what is beside `type` goes to the package. */
export interface PackageSettings {
  /** The package's name, or the path of a file. */
  readonly type: string;
  readonly [setting: string]: unknown;
}

/** Whether an entry of `providers` names a package: every text that is no type of ours does. */
export function isPackageEntry(entry: unknown): entry is PackageSettings {
  const { type, specVersion } = members(entry);
  if (typeof type !== 'string' || type === '' || specVersion !== undefined) return false;
  return !providerTypes.some((known) => known === type);
}

type Place = (setting: string) => string;

/**
 * The settings with the value of each variable in place of its `{ env: NAME }`, wherever it stands.
 * @throws {ConfigError} for every variable that is not set.
 */
export function resolveVariables(
  settings: Readonly<Record<string, unknown>>,
  place: Place,
  env: Environment,
): Readonly<Record<string, unknown>> {
  return resolveIn(settings, '', place, env) as Readonly<Record<string, unknown>>;
}

function resolveIn(value: unknown, path: string, place: Place, env: Environment): unknown {
  if (isVariable(value)) return resolveSecret(value, place(path), env);
  if (Array.isArray(value)) {
    return doAll(value.map((each, at) => () => resolveIn(each, `${path}[${at}]`, place, env)));
  }
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => () => {
    return [name, resolveIn(each, path === '' ? name : `${path}.${name}`, place, env)] as const;
  });
  return Object.fromEntries(doAll(entries));
}

/** The values of variables, and texts that stand where credentials do. */
export function secretsIn(settings: unknown, env: Environment): string[] {
  const secrets: string[] = [];
  visit(settings, (value, isSecret) => {
    if (isVariable(value)) secrets.push(readVariable(value, env) ?? '');
    else if (typeof value === 'string')
      secrets.push(...(isSecret ? [value] : secretsInText(value)));
    return value;
  });
  return secrets;
}

/** Settings that are not ours, fit to be printed. The name of a variable is no secret. */
export function maskSettings(settings: object): object {
  const masked = visit(settings, (value, isSecret) => {
    if (typeof value === 'function') return 'made by code';
    if (typeof value !== 'string') return value;
    return isSecret ? mask : maskSecretsIn(value);
  });
  return masked as object;
}

type Leaf = (value: unknown, isSecret: boolean) => unknown;

/** Everything in it that is no object and no list; variables are one thing. */
function visit(value: unknown, leaf: Leaf, isSecret = false): unknown {
  if (Array.isArray(value)) return value.map((each) => visit(each, leaf, isSecret));
  if (isVariable(value) || !isPlainObject(value)) return leaf(value, isSecret);
  // A list of headers or cookies: `{ name: 'apiKey', value: … }`.
  const { name: label } = value;
  const isLabelled = typeof label === 'string' && namesSecret(label);
  const entries = Object.entries(value).map(([name, each]) => {
    const isNamed = namesSecret(name) || (isLabelled && name === 'value');
    return [name, visit(each, leaf, isSecret || isNamed)];
  });
  return Object.fromEntries(entries);
}

function isVariable(value: unknown): value is FromEnvironment {
  if (!isPlainObject(value)) return false;
  const { env, ...others } = value;
  return typeof env === 'string' && env !== '' && Object.keys(others).length === 0;
}

/** What only code can make stays as it is. */
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
