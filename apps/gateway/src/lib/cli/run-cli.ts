import { ConfigError } from '../config/config-error.ts';
import { describeConfig } from '../config/describe-config.ts';
import type { Environment } from '../config/read-environment.ts';
import { type ResolvedConfig, resolveConfig } from '../config/resolve-config.ts';
import { createLogger } from '../log/create-logger.ts';
import { createRedactor } from '../log/create-redactor.ts';
import { createServerGateway } from '../server/create-server-gateway.ts';
import { runPrimary } from '../workers/run-primary.ts';
import { receiveHandover, runWorker, tellPrimary } from '../workers/run-worker.ts';
import type { Handover } from '../workers/worker-messages.ts';
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
 * The whole program. Results go to stdout, everything else to stderr.
 * @returns the exit code: 1 for a configuration or an address that will not do, 2 for a command line
 *   that cannot be meant; undefined while a server runs.
 */
export async function runCli(input: CliInput): Promise<number | undefined> {
  const handover = await receiveHandover(input.env);
  try {
    return await act(readArguments(input.args), input, handover);
  } catch (error) {
    const problems = describeFailure(error);
    if (handover) await tellPrimary({ type: 'failed', problems });
    else for (const line of problems) await print(process.stderr, `gw: ${line}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describeFailure(error: unknown): readonly string[] {
  if (error instanceof UsageError) return [`${error.message}; see gw --help`];
  if (error instanceof ConfigError) return error.problems;
  return [error instanceof Error ? `${error.stack ?? error.message}` : String(error)];
}

/** @param handover in a worker, what its first process gives it. Default: this is the first one. */
async function act(
  args: Arguments,
  input: CliInput,
  handover?: Handover,
): Promise<number | undefined> {
  const { env, folder, version } = input;
  if (args.action === 'help') return print(process.stdout, help);
  if (args.action === 'version') return print(process.stdout, `${version}\n`);
  const { configFile, ...said } = args;
  const flags = { ...said, ...handover?.flags };
  const resolved = await resolveConfig({ flags, configFile, folder, env });
  const config = handover ? withSealKeys(resolved, handover) : resolved;
  const redact = createRedactor(secretsOf(config));
  const log = createLogger({ redact, write: (line) => process.stderr.write(line) });
  const gateway = createServerGateway(config, log);
  if (args.action === 'check')
    return print(process.stdout, redact(`${JSON.stringify(describeConfig(config), null, 2)}\n`));
  if (handover) return runWorker({ gateway, config, log });
  if (config.workers > 1) return runPrimary({ config, log, version, redact });
  return runServer({ gateway, config, log, version, redact });
}

function withSealKeys(config: ResolvedConfig, { sealKeys }: Handover): ResolvedConfig {
  return { ...config, responses: { ...config.responses, sealKeys } };
}

/** Resolves to a good exit code once the text has left: an exit would cut what is still on its way. */
function print(stream: NodeJS.WriteStream, text: string): Promise<0> {
  return new Promise((resolve) => stream.write(text, () => resolve(0)));
}

function secretsOf({ access, providers, responses, state }: ResolvedConfig): string[] {
  const keys = access.kind === 'keys' ? access.keys.map(({ key }) => key) : [];
  const sealKeys = responses.sealKeys?.map(({ key }) => key) ?? [];
  const ofState = 'secrets' in state ? state.secrets : [];
  return [...keys, ...sealKeys, ...ofState, ...providers.flatMap(({ secrets }) => secrets)];
}
