import { basename } from 'node:path';
import type { GatewayOptions, ModelSpec, Registry } from '@gw/core';
import { checkConfig } from './check-config.ts';
import { ConfigError, doAll, problemsOf } from './config-error.ts';
import type { CheckedConfig } from './config-schema.ts';
import { type ConfiguredProvider, createProviders, type Sources } from './create-providers.ts';
import { type Access, decideAccess } from './decide-access.ts';
import { findConfigFile } from './find-config-file.ts';
import { findMistakes } from './find-mistakes.ts';
import { loadPackages, type Packages } from './load-packages.ts';
import { placeInList } from './place-in-list.ts';
import { readConfigFile } from './read-config-file.ts';
import {
  type Environment,
  type EnvironmentSetting,
  type EnvironmentSettings,
  environmentSettings,
  readFromEnvironment,
} from './read-environment.ts';
import { placeInVariables } from './read-providers.ts';
import { keepsInMemory, type ResolvedResponses, resolveResponses } from './resolve-responses.ts';
import { type ResolvedState, resolveState } from './resolve-state.ts';
import { resolveWorkers } from './workers-setting.ts';

/** Everything the server needs to know, from wherever it was said. */
export interface ResolvedConfig {
  /** The file's name as the user knows it. Default: there is none. */
  readonly file: string | undefined;
  readonly host: string;
  readonly port: number;
  /** Processes that share the port. */
  readonly workers: number;
  readonly basePath: string;
  readonly access: Access;
  readonly providers: readonly ConfiguredProvider[];
  /** Whether the only provider is the demo, because none was configured. */
  readonly isDemo: boolean;
  readonly models: Readonly<Record<string, ModelSpec>> | Registry | undefined;
  /** How `/v1/responses` is served. */
  readonly responses: ResolvedResponses;
  /** Who keeps responses, conversations and prompts. */
  readonly state: ResolvedState;
  /** What goes to the gateway as it is. */
  readonly options: PassedOptions;
  /** In ms. */
  readonly shutdownGraceMs: number;
}

export type PassedOptions = Pick<
  GatewayOptions,
  'retry' | 'cooldown' | 'keepAlive' | 'replyModel' | 'maxBodyBytes' | 'use'
>;

export interface ConfigInput {
  /** What the command line says; it comes before everything else. */
  readonly flags: Pick<CheckedConfig, 'host' | 'port' | 'workers' | 'open'> & {
    /** Directory that state is kept in, from `folder`. */
    readonly data?: string | undefined;
  };
  /** The file that the command line names. */
  readonly configFile: string | undefined;
  /** Folder to look for a file in. */
  readonly folder: string;
  readonly env: Environment;
}

/**
 * Puts the configuration together. Each setting comes from the first that says it: command line,
 * file, environment, default.
 * @throws {ConfigError}
 */
export async function resolveConfig(input: ConfigInput): Promise<ResolvedConfig> {
  const { flags, env } = input;
  const { file, path, value } = await readFile(input);
  const packages = path === undefined ? noPackages : await loadPackages(value, { path, env });
  const sources = { env, packages };
  const inFile = checkAll(value, file, { ...input, packages });
  const said: EnvironmentSettings = { ...saidBy(inFile), ...saidByFlags(flags) };
  const pick = <Name extends EnvironmentSetting>(name: Name): EnvironmentSettings[Name] =>
    said[name] ?? readFromEnvironment(name, env);

  const host = pick('host') ?? '127.0.0.1';
  const { use = [], models, basePath = '', shutdownGraceMs = 30_000 } = inFile;
  const placeOfKey = inFile.keys ? placeInList(`${file}`, 'keys') : placeInKeyList;
  const access = { host, use, env, keys: pick('keys'), open: pick('open') ?? false, placeOfKey };
  const list = pick('providers') ?? [];
  const isDemo = list.length === 0;
  const placeOfProvider = inFile.providers
    ? placeInList(`${file}`, 'providers')
    : placeInVariables(list);
  const responses = resolveResponses(
    { ...inFile.responses, sealKeys: pick('sealKeys'), store: pick('responseStore') },
    `${file}`,
    env,
  );
  const state = await resolveState({
    data: flags.data,
    said: pick('state'),
    inFile: inFile.state,
    file,
    path,
    folder: input.folder,
    env,
    use,
    responses,
  });
  const isInMemory = state.kind === 'none' && keepsInMemory(responses);
  return {
    file,
    host,
    port: pick('port') ?? 8080,
    workers: resolveWorkers(pick('workers'), isInMemory),
    basePath,
    access: decideAccess(access),
    providers: createProviders(isDemo ? [{ type: 'demo' }] : list, placeOfProvider, sources),
    isDemo,
    models: models ?? (isDemo ? { demo: 'demo/demo' } : undefined),
    responses,
    state,
    options: passedOptions(inFile),
    shutdownGraceMs,
  };
}

const noPackages: Packages = new Map();

/** What the file says, unchecked, and how errors call it; nothing where there is none. */
async function readFile({ folder, configFile }: ConfigInput) {
  const path = findConfigFile(folder, configFile);
  if (path === undefined) return { file: undefined, path, value: {} };
  const file = configFile ?? basename(path);
  return { file, path, value: await readConfigFile(path, file) };
}

/**
 * What the file says, checked, with all variables that it leaves room for.
 * @throws {ConfigError} with everything that is wrong with both.
 */
function checkAll(
  value: unknown,
  file = '',
  { flags, env, packages }: ConfigInput & Sources,
): CheckedConfig {
  const said = withoutUndefined({ ...saidBy(value as object), ...saidByFlags(flags) });
  const unsaid = environmentSettings.filter((name) => !(name in said));
  const problems = [
    ...problemsOf(() => checkConfig(value, file)),
    ...findMistakes(value, file, { env, packages }),
    ...problemsOf(() => doAll(unsaid.map((name) => () => readFromEnvironment(name, env)))),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return checkConfig(value, file);
}

/** What a file says, whatever it is, in the names of the environment's settings. */
function saidBy<File extends Pick<CheckedConfig, 'responses' | 'state'>>(file: File | null) {
  const { sealKeys, store: responseStore } = file?.responses ?? {};
  return {
    ...file,
    sealKeys,
    responseStore,
    state: decides(file?.state) ? file?.state : undefined,
  };
}

/** Whether it says where state is kept, or that it is not. For how long may be said elsewhere than where. */
function decides(state: CheckedConfig['state']): boolean {
  return state === false || state?.sqlite !== undefined || state?.postgres !== undefined;
}

function saidByFlags({ data, ...flags }: ConfigInput['flags']) {
  return withoutUndefined({ ...flags, state: data === undefined ? undefined : { sqlite: data } });
}

function placeInKeyList(position: number): string {
  return `GW_API_KEYS: entry ${position + 1}`;
}

/** A setting that stands there as `undefined` says nothing. */
function withoutUndefined<T extends object>(settings: T): T {
  const said = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as T;
}

function passedOptions(said: CheckedConfig): PassedOptions {
  const { retry, cooldown, keepAlive, replyModel, maxBodyBytes, use } = said;
  return withoutUndefined({
    retry: retry && withoutUndefined(retry),
    cooldown: cooldown && withoutUndefined(cooldown),
    keepAlive: keepAlive && withoutUndefined(keepAlive),
    replyModel,
    maxBodyBytes,
    use,
  }) as PassedOptions;
}
