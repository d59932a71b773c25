import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createRedactor } from '../log/create-redactor.ts';
import { providerTypes } from './built-in-providers.ts';
import { importProblem } from './import-problem.ts';
import { didYouMean, nearestName } from './nearest-name.ts';
import { isPackageEntry, secretsIn } from './package-settings.ts';
import type { Environment } from './read-environment.ts';
import { importFrom, resolverUrl } from './share-own-packages.ts';
import { asList, members } from './unchecked.ts';

/** What a package makes a provider with; nobody knows yet what it returns. */
export type ProviderFactory = (settings: object) => unknown;

/** A package of a provider, or why there is none, in words that go on behind its name's place. */
export type LoadedPackage =
  | {
      readonly factory: ProviderFactory;
      readonly factoryName: string;
      readonly problem?: undefined;
    }
  | { readonly problem: string };

/** By the names that stand in the configuration. */
export type Packages = ReadonlyMap<string, LoadedPackage>;

export interface LoadingPackages {
  /** The configuration file: names are looked up from there, then from the server. */
  readonly path: string;
  readonly env: Environment;
  /** For each import, in ms. Default: 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Imports the provider packages that a configuration names. Never rejects: what is wrong with one
 * is told together with everything else that is wrong.
 */
export async function loadPackages(config: unknown, loading: LoadingPackages): Promise<Packages> {
  const entries = asList(members(config).providers).filter(isPackageEntry);
  // A package that is imported sees the whole environment, and may say why it does not like it.
  const redact = createRedactor(secretsIn(entries, loading.env));
  const names = [...new Set(entries.map(({ type }) => type))];
  const load = async (name: string) => {
    const loaded = await loadPackage(name, loading);
    return [name, loaded.problem ? { problem: redact(loaded.problem) } : loaded] as const;
  };
  return new Map(await Promise.all(names.map(load)));
}

async function loadPackage(
  name: string,
  { path, timeoutMs = 30_000 }: LoadingPackages,
): Promise<LoadedPackage> {
  const own = pathToFileURL(path).href;
  const found = isPath(name) ? [own] : [own, resolverUrl];
  const parentURL = found.find((url) => isThere(name, url));
  if (parentURL === undefined) return { problem: notThere(name, own) };
  try {
    const exported = await inTime(importFrom(parentURL, name), timeoutMs);
    if (exported) return pickFactory(name, exported);
    return { problem: `"${name}" did not finish loading within ${timeoutMs} ms` };
  } catch (error) {
    return { problem: `"${name}" cannot be imported: ${importProblem(error)}` };
  }
}

/**
 * What is imported, or undefined: a module that awaits something at its top may do so forever. The
 * timer keeps the process alive, which would else end without a word when nothing else is to do.
 */
async function inTime<T>(importing: Promise<T>, timeoutMs: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, undefined);
  });
  try {
    return await Promise.race([importing, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isPath(name: string): boolean {
  return /^\.{0,2}\//.test(name);
}

function isThere(name: string, parentURL: string): boolean {
  try {
    findPackageJSON(name, parentURL);
    return true;
  } catch {
    return false;
  }
}

function notThere(name: string, configUrl: string): string {
  if (isPath(name)) return `"${name}" is not there: ${fileURLToPath(new URL(name, configUrl))}`;
  const meant = nearestName(name, providerTypes);
  // Whoever mistyped a type of ours should not be told to install what goes by that name.
  if (meant === undefined && /[-/]/.test(name)) {
    const folder = dirname(fileURLToPath(configUrl));
    return `"${name}" is not installed: run "npm install ${name}" in ${folder}`;
  }
  const known = providerTypes.map((type) => `"${type}"`).join(', ');
  return `must be one of ${known}, or an installed package, not "${name}"${didYouMean(meant)}`;
}

/** `createProvider`, `createAcmeProvider`. */
const factoryPattern = /^create\w*Provider$/;

function pickFactory(name: string, exported: object): LoadedPackage {
  const factories = Object.entries(exported).filter(
    ([each, value]) => factoryPattern.test(each) && typeof value === 'function',
  );
  const [first, ...others] = factories;
  if (first && others.length === 0) return { factoryName: first[0], factory: first[1] };
  const rule = 'it must export one function named like createAcmeProvider';
  const what = first ? `exports ${factories.map(([each]) => each).join(' and ')}` : 'has none';
  return { problem: `"${name}" is no provider package: ${rule}, and ${what}` };
}
