import { ConfigError } from '../config/config-error.ts';
import { describeConfig } from '../config/describe-config.ts';
import type { Environment } from '../config/read-environment.ts';
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config.ts';
import { createLogger } from '../log/create-logger.ts';
import { createRedactor } from '../log/create-redactor.ts';
import { createServerGateway } from '../server/create-server-gateway.ts';
import { help } from './help.ts';
import { type Arguments, readArguments, UsageError } from './read-arguments.ts';
import { runServer } from './run-server.ts';

export interface CliInput {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Environment;
  /** Where configuration files are looked for. */
  readonly folder: string;
  readonly version: string;
}

/**
 * The whole program. Results go to stdout, everything else to stderr; sets the exit code: 1 for a
 * configuration or an address that will not do, 2 for a command line that cannot be meant.
 */
export async function runCli(input: CliInput): Promise<void> {
  try {
    await act(readArguments(input.args), input);
  } catch (error) {
    if (error instanceof UsageError) fail(2, `${error.message}; see gw --help`);
    else if (error instanceof ConfigError) fail(1, ...error.problems);
    else fail(1, error instanceof Error ? `${error.stack ?? error.message}` : String(error));
  }
}

function fail(exitCode: number, ...lines: readonly string[]): void {
  for (const line of lines) process.stderr.write(`gw: ${line}\n`);
  process.exitCode = exitCode;
}

async function act(args: Arguments, input: CliInput): Promise<void> {
  const { env, folder, version } = input;
  if (args.action === 'help') return print(help);
  if (args.action === 'version') return print(`${version}\n`);
  const { configFile, ...flags } = args;
  const config = await resolveConfig({ flags, configFile, folder, env });
  const redact = createRedactor(secretsOf(config));
  const log = createLogger({ redact, write: (line) => process.stderr.write(line) });
  const gateway = createServerGateway(config, log);
  if (args.action === 'start') return runServer({ gateway, config, log, version, redact });
  print(redact(`${JSON.stringify(describeConfig(config), null, 2)}\n`));
}

function print(text: string): void {
  process.stdout.write(text);
}

function secretsOf({ access, providers }: ResolvedConfig): string[] {
  const keys = access.kind === 'keys' ? access.keys.map(({ key }) => key) : [];
  return [...keys, ...providers.flatMap(({ secrets }) => secrets)];
}
