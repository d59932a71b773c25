import type { ResolvedConfig } from '../config/resolve-config.ts';
import { keepsInMemory } from '../config/resolve-responses.ts';
import { curlLines } from './curl-lines.ts';
import type { OfferedModels } from './list-models.ts';

export interface BannerInput {
  readonly config: ResolvedConfig;
  readonly version: string;
  /** Where clients reach it, base path included. */
  readonly baseUrl: string;
  readonly offered: readonly OfferedModels[];
}

/** What a human wants to know of a server that has just started, and the next thing to do. */
export function banner({ config, version, baseUrl, offered }: BannerInput): string {
  const lines = [
    '',
    `  gw ${version} listens on ${baseUrl}`,
    '',
    row('configuration', config.file ?? 'environment'),
    row('access', describeAccess(config)),
    row('state', describeState(config)),
    ...describeWorkers(config),
    ...describeProviders(config, offered),
    ...describeModels(config),
    '',
    `  Try it${needsKey(config) ? ', with a key in $GW_KEY' : ''}:`,
    '',
    ...curlLines(config, baseUrl, offered).map((line) => `  ${line}`),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(15)}${text}`;
}

function needsKey({ access }: ResolvedConfig): boolean {
  return access.kind === 'keys' || access.kind === 'hooks';
}

function describeAccess({ access, options }: ResolvedConfig): string {
  switch (access.kind) {
    case 'keys': {
      const tenants = new Set(access.keys.map(({ tenant }) => tenant)).size;
      return `clients present a key (${plural(access.keys.length, 'key')}, ${plural(tenants, 'tenant')})`;
    }
    case 'hooks': {
      const names = options.use?.filter((hook) => hook.authenticate).map(({ name }) => name);
      return `clients are known by the hook ${names?.join(', ')}`;
    }
    case 'open':
      return 'OPEN: whoever reaches this address may call, without a key';
    case 'local':
      return 'this machine only, without a key (set GW_API_KEYS to let others in)';
  }
}

function describeState({ state, responses }: ResolvedConfig): string {
  if (state.kind === 'hook') return `kept by the hook ${state.name}`;
  if (state.kind !== 'none') return state.name;
  return keepsInMemory(responses) ? 'responses alone, in memory, until it stops' : 'not kept';
}

function describeWorkers({ workers, responses }: ResolvedConfig): string[] {
  if (workers === 1) return [];
  const random = 'a random one, for as long as it runs (set GW_SEAL_KEY for one that stays)';
  return [
    row('workers', `${workers} processes`),
    ...(responses.sealKeys ? [] : [row('seal key', random)]),
  ];
}

function describeProviders(config: ResolvedConfig, offered: readonly OfferedModels[]): string[] {
  if (config.isDemo) {
    const text = 'demo: built in, answers by itself (set OPENAI_API_KEY for real models)';
    return [row('provider', text)];
  }
  return offered.map(({ provider, names, problem }, position) =>
    row(position === 0 ? 'providers' : '', `${provider}: ${problem ?? someOf(names)}`),
  );
}

function describeModels({ models }: ResolvedConfig): string[] {
  if (models === undefined)
    return [row('models', 'PROVIDER/NAME; a bare NAME asks the first provider')];
  if (typeof models.resolve === 'function') return [row('models', 'by a registry made by code')];
  const isName = (name: string) => !name.endsWith('*');
  const all = Object.keys(models);
  const exactFirst = [...all.filter(isName), ...all.filter((name) => !isName(name))];
  return [row('models', someOf(exactFirst))];
}

const maxNames = 6;

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, maxNames).map((name) => name.slice(0, 60));
  const more = names.length - shown.length;
  return `${shown.join(', ') || 'none'}${more > 0 ? ` and ${more} more` : ''}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
