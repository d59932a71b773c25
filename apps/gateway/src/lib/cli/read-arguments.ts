import { parseArgs } from 'node:util';
import { suggest } from '../config/nearest-name.ts';
import { parsePort, portRange } from '../config/read-environment.ts';
import { parseWorkers, type Workers, workersRange } from '../config/workers-setting.ts';

/** What the command line asks for. */
export interface Arguments {
  readonly action: 'help' | 'version' | 'check' | 'start';
  readonly configFile: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly workers: Workers | undefined;
  readonly data: string | undefined;
  readonly open: boolean | undefined;
}

/** A command line that cannot be meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const options = {
  config: { type: 'string' },
  check: { type: 'boolean' },
  host: { type: 'string' },
  port: { type: 'string' },
  workers: { type: 'string' },
  data: { type: 'string' },
  open: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

/** @throws {UsageError} */
export function readArguments(args: readonly string[]): Arguments {
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  for (const token of tokens) refuseWrong(token);
  const { values } = parseArgs({ args: [...args], options });
  return {
    action: values.help ? 'help' : values.version ? 'version' : values.check ? 'check' : 'start',
    configFile: values.config,
    host: values.host,
    port: values.port === undefined ? undefined : readPort(values.port),
    workers: values.workers === undefined ? undefined : readWorkers(values.workers),
    data: values.data,
    open: values.open,
  };
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** Says it in our own words, before `parseArgs` says it in its. */
function refuseWrong(token: Token): void {
  if (token.kind === 'positional') throw new UsageError(`unexpected argument "${token.value}"`);
  if (token.kind !== 'option') return;
  const { rawName, value, name } = token;
  if (!Object.hasOwn(options, name)) {
    const known = Object.keys(options).map((each) => `--${each}`);
    throw new UsageError(`unknown option "${rawName}"${suggest(rawName, known)}`);
  }
  const { type } = options[name as keyof typeof options];
  if (type === 'string' && !value) throw new UsageError(`${rawName} needs a value`);
  if (type === 'string' && value?.startsWith('-') && !token.inlineValue) {
    const hint = value.startsWith('--') ? '' : `; one that begins with "-" is ${rawName}=${value}`;
    throw new UsageError(`${rawName} needs a value${hint}`);
  }
  if (type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value`);
}

function readPort(text: string): number {
  const port = parsePort(text);
  if (port === undefined) throw new UsageError(`--port must be ${portRange}, not "${text}"`);
  return port;
}

function readWorkers(text: string): Workers {
  const workers = parseWorkers(text);
  if (workers === undefined)
    throw new UsageError(`--workers must be ${workersRange}, not "${text}"`);
  return workers;
}
