import type { Provider } from '@gw/core';
import { createRedactor } from '../log/create-redactor.ts';
import { ConfigError } from './config-error.ts';
import type { ConfiguredProvider, Place, Sources } from './create-providers.ts';
import { factoryProblem } from './factory-problem.ts';
import type { LoadedPackage } from './load-packages.ts';
import { type PackageSettings, resolveVariables, secretsIn } from './package-settings.ts';
import { readThrown, toText } from './thrown.ts';

/**
 * The provider that somebody else's package makes of its settings.
 * @throws {ConfigError} for a package that could not be loaded, and for what its factory throws or
 *   returns.
 */
export function createFromPackage(
  settings: PackageSettings,
  place: Place,
  { env, packages }: Sources,
): ConfiguredProvider {
  const { type, ...written } = settings;
  const { factory, factoryName } = loaded(packages.get(type), place);
  const secrets = secretsIn(written, env);
  const resolved = resolveVariables(written, place, env);
  const redact = createRedactor(secrets);
  const fail = (problem: string, cause?: unknown) => {
    throw new ConfigError(redact(problem), { cause });
  };
  let made: unknown;
  try {
    made = factory(resolved);
  } catch (cause) {
    fail(factoryProblem(place, cause), cause);
  }
  const problem = problemOf(made, written.id, redact);
  if (problem !== undefined)
    fail(`${place('type')} "${type}": what ${factoryName} made ${problem}`);
  return { provider: made as Provider, settings, secrets };
}

function loaded(found: LoadedPackage | undefined, place: Place) {
  if (found?.problem === undefined && found) return found;
  throw new ConfigError(`${place('type')} ${found?.problem ?? 'was not loaded'}`);
}

type Redact = (text: string) => string;

/** What is wrong with what claims to be a provider: `needs a function "call"`. Never throws. */
function problemOf(made: unknown, asked: unknown, redact: Redact): string | undefined {
  try {
    return misfitOf(made, asked, redact);
  } catch (cause) {
    return `cannot be read: ${readThrown(cause).message}`;
  }
}

/** Throws what members that are computed throw. */
function misfitOf(made: unknown, asked: unknown, redact: Redact): string | undefined {
  if (made instanceof Promise)
    return 'is a promise: a factory does no I/O and returns the provider';
  if (typeof made !== 'object' || made === null) return 'is no provider: it is no object';
  const { specVersion, id, capabilities, call, listModels, close } = made as Partial<Provider>;
  if (specVersion !== 1) return versionProblem(specVersion, redact);
  if (typeof id !== 'string' || !/^[^\s/]+$/.test(id)) return 'needs an "id": a word without "/"';
  if (!Array.isArray(capabilities?.apis) || capabilities.apis.length === 0) {
    return 'needs "capabilities.apis": a list of the apis that it speaks';
  }
  if (typeof call !== 'function') return 'needs a function "call"';
  const methods = Object.entries({ listModels, close });
  const [wrong] = methods.find(([, method]) => !isMethod(method)) ?? [];
  if (wrong !== undefined) return `has a "${wrong}" that is no function`;
  if (typeof asked === 'string' && id !== asked) {
    return `has the id "${id}": the package does not heed the setting "id"`;
  }
  return undefined;
}

function isMethod(method: unknown): boolean {
  return method === undefined || typeof method === 'function';
}

function versionProblem(version: unknown, redact: Redact): string {
  if (version === undefined) return 'needs "specVersion": 1';
  // Nobody would find a secret again that was cut.
  const text = redact(toText(version)).slice(0, 40);
  return `has the specVersion ${text}, and this server knows 1: another version of one of them is needed`;
}
