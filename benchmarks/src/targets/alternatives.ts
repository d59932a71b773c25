import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientKey } from '../load/ask.ts';
import { benchmarks } from '../root.ts';
import type { Launch, Place } from './launch.ts';

export type AlternativeName = 'portkey' | 'litellm' | 'bifrost';

/** A gateway of others', installed by the harness when it is told to. */
export interface Alternative {
  /** Commands that install it, run in its folder. */
  readonly install: readonly (readonly string[])[];
  /** Files that the install wants to find. */
  readonly files?: Readonly<Record<string, string>>;
  /** Environment of the install. */
  readonly installEnv?: Readonly<Record<string, string>>;
  /** In its folder, there when it is installed. */
  readonly program: string;
  /** @param program that file. */
  launch(place: Place, program: string, folder: string): Launch;
}

export const alternatives: Readonly<Record<AlternativeName, Alternative>> = {
  portkey: {
    // With newer versions, which its package.json allows, its streams end in "immutable" headers.
    files: {
      'package.json': JSON.stringify({
        private: true,
        dependencies: { '@portkey-ai/gateway': '1.15.2' },
        overrides: { '@hono/node-server': '1.13.5', hono: '4.9.7' },
      }),
    },
    install: [['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund']],
    program: 'node_modules/@portkey-ai/gateway/build/start-server.js',
    launch: ({ port, upstreamUrl }, program) => ({
      command: process.execPath,
      args: [program, `--port=${port}`, '--headless'],
      isNode: true,
      healthPath: '/',
      headers: { 'x-portkey-provider': 'openai', 'x-portkey-custom-host': upstreamUrl },
    }),
  },
  litellm: {
    install: [
      ['python3', '-m', 'venv', '.'],
      ['bin/pip', 'install', '--quiet', 'litellm[proxy]==1.108.7'],
    ],
    program: 'bin/litellm',
    launch: ({ port, upstreamUrl }, program, folder) => ({
      command: program,
      args: [
        '--config',
        litellmConfig(folder, upstreamUrl),
        '--host',
        '127.0.0.1',
        '--port',
        `${port}`,
      ],
      // It wants a key of its clients; the others are prices and habits that it would fetch and send.
      env: {
        LITELLM_MASTER_KEY: clientKey,
        LITELLM_LOCAL_MODEL_COST_MAP: 'True',
        LITELLM_TELEMETRY: 'False',
        LITELLM_LOG: 'ERROR',
      },
      healthPath: '/health/liveliness',
      startTimeoutMs: 120_000,
    }),
  },
  bifrost: {
    install: [['go', 'install', 'github.com/maximhq/bifrost/transports/bifrost-http@latest']],
    installEnv: { GOBIN: join(folderOf('bifrost'), 'bin') },
    program: 'bin/bifrost-http',
    launch: ({ port, upstreamUrl }, program, folder) => ({
      command: program,
      args: [
        '-app-dir',
        bifrostFolder(folder, upstreamUrl),
        '-host',
        '127.0.0.1',
        '-port',
        `${port}`,
      ],
    }),
  },
};

export function isAlternative(name: string): name is AlternativeName {
  return Object.hasOwn(alternatives, name);
}

export function folderOf(name: string): string {
  return join(benchmarks, '.alternatives', name);
}

/** Where it is told why it could not be installed, until it is. */
export function problemFileOf(name: AlternativeName): string {
  return `${folderOf(name)}.problem.txt`;
}

/** @throws {Error} saying why it is not installed, or how to install it. */
export function installedFolder(name: AlternativeName): string {
  const folder = folderOf(name);
  if (existsSync(join(folder, alternatives[name].program))) return folder;
  const file = problemFileOf(name);
  if (!existsSync(file)) throw new Error(`not installed (npm run bench -- --install ${name})`);
  throw new Error(`could not be installed here: ${readFileSync(file, 'utf8').trim()}`);
}

/** @throws {Error} as {@link installedFolder} does. */
export function launchAlternative(name: AlternativeName, place: Place): Launch {
  const folder = installedFolder(name);
  const { launch, program } = alternatives[name];
  return launch(place, join(folder, program), folder);
}

/** JSON is YAML too. */
function litellmConfig(folder: string, upstreamUrl: string): string {
  const target = { model: 'openai/*', api_base: upstreamUrl, api_key: 'sk-upstream' };
  const file = join(folder, 'config.yaml');
  writeFileSync(
    file,
    JSON.stringify({ model_list: [{ model_name: '*', litellm_params: target }] }),
  );
  return file;
}

/** Its own address of an upstream has no `/v1`. */
function bifrostFolder(folder: string, upstreamUrl: string): string {
  const openai = {
    keys: [{ name: 'bench', value: 'env.OPENAI_API_KEY', models: ['*'], weight: 1 }],
    network_config: { base_url: new URL(upstreamUrl).origin },
  };
  const config = { providers: { openai }, config_store: { enabled: false } };
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'config.json'), JSON.stringify(config));
  return data;
}
