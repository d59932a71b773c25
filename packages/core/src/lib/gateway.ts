import { checkOptions } from './check-options.ts';
import { type Connection, type ConnectionSink, type ConnectOptions, connect } from './connect.ts';
import { createRegistry, type ModelRegistry } from './create-registry.ts';
import type { GatewayReply, GatewayRequest } from './door.ts';
import { GatewayError } from './errors.ts';
import { type FetchOptions, fetchThrough } from './fetch-door.ts';
import { createHookChain } from './hook-chain.ts';
import type { GatewayDoor, Hooks } from './hooks.ts';
import { defaultKeepAlive, type KeepAliveOptions } from './keep-alive.ts';
import { consoleLogger, type Logger } from './logger.ts';
import type { ModelSpec } from './model-table.ts';
import { createOpenList } from './open-list.ts';
import { operations } from './operations/index.ts';
import type { Provider } from './provider.ts';
import type { Registry } from './registry.ts';
import { createResponsesService, type ResponsesOptions } from './responses/responses-options.ts';
import { defaultRetry, type RetryOptions } from './retry.ts';
import { createRouter } from './router.ts';
import { healthRoutes, modelRoutes } from './routes.ts';
import { type RunnerOptions, runRequest } from './runner.ts';
import { type CooldownOptions, createTargetHealth } from './target-health.ts';

export interface GatewayOptions {
  /** Where models come from. The first one serves names that nothing else claims. */
  readonly providers?: readonly Provider[];
  /** Names and patterns to targets, or a registry of your own. Default: see `createRegistry`. */
  readonly models?: Readonly<Record<string, ModelSpec>> | Registry;
  /** Hooks, in the order of registration. */
  readonly use?: readonly Hooks[];
  /** The largest request body, in bytes. Default: 64 MiB. */
  readonly maxBodyBytes?: number;
  readonly retry?: RetryOptions;
  readonly cooldown?: CooldownOptions;
  readonly keepAlive?: KeepAliveOptions;
  /** How `/v1/responses` is served. */
  readonly responses?: ResponsesOptions;
  /** Whether replies name the model as the upstream did, or as the client asked. Default: `upstream`. */
  readonly replyModel?: 'upstream' | 'requested';
  /** Default: warnings and errors on the console. */
  readonly logger?: Logger;
  /** Returns a number in [0, 1), for weights and jitter. Default: Math.random. */
  readonly random?: () => number;
}

/** A running gateway. It opens nothing by itself: adapters hand requests in. */
export interface Gateway {
  /** The inner door, which all adapters use. Never rejects. */
  handle(request: GatewayRequest): Promise<GatewayReply>;
  /** The door for hosts that speak WHATWG fetch: Bun, Deno, Workers, Hono. */
  fetch(request: Request, options?: FetchOptions): Promise<Response>;
  /**
   * The door for WebSockets at `/v1/responses`: asks who is there before the handshake is answered.
   * @returns the session to hand messages to, or the reply that refuses the handshake.
   */
  connect(request: GatewayRequest, sink: ConnectionSink): Promise<Connection>;
  /** Whether a path (without the adapter's base path) is one of ours, whatever the method. */
  match(path: string): boolean;
  /** The models. Has `setModel` and the like unless you brought a registry of your own. */
  readonly registry: Registry;
  /** Runs the hooks' `start`; the first request does it too. */
  start(): Promise<void>;
  /** Ends open calls, then hooks and providers. Safe to call twice. */
  close(): Promise<void>;
}

/** A gateway with the registry that it made from `models`. */
export interface ModelGateway extends Gateway {
  readonly registry: ModelRegistry;
}

const defaultMaxBodyBytes = 64 * 1024 * 1024;

/**
 * Makes a gateway. Inert: no I/O, no timers, until the first request or `start`.
 * @throws {Error} naming the option that is wrong.
 */
export function createGateway(options: GatewayOptions & { readonly models: Registry }): Gateway;
export function createGateway(options: GatewayOptions): ModelGateway;
export function createGateway(options: GatewayOptions): Gateway {
  checkOptions(options);
  const { maxBodyBytes = defaultMaxBodyBytes } = options;
  const { logger: log = consoleLogger, random = Math.random, providers = [], use = [] } = options;
  const hasTenants = use.some((hook) => hook.authenticate !== undefined);
  const registry = isRegistry(options.models)
    ? options.models
    : createRegistry({ providers, models: options.models, hasTenants, random, log });
  const hooks = [healthRoutes, modelRoutes(registry), ...use];
  const chain = createHookChain(hooks, log);
  const router = createRouter(
    operations,
    hooks.flatMap(({ routes = [] }) => routes),
  );
  const openCalls: RunnerOptions['openCalls'] = createOpenList();
  let started: Promise<void> | undefined;
  let closed: Promise<void> | undefined;

  const isOpen = (): undefined => {
    if (closed !== undefined) throw new GatewayError('unavailable', 'The gateway is closed.');
  };
  const openSessions: ConnectOptions['openSessions'] = new Set();
  const runnerOptions: ConnectOptions = {
    chain,
    router,
    registry,
    log,
    random,
    health: createTargetHealth(options.cooldown),
    retry: { ...defaultRetry, ...options.retry },
    keepAlive: { ...defaultKeepAlive, ...options.keepAlive },
    maxBodyBytes,
    replyModel: options.replyModel ?? 'upstream',
    openCalls,
    openSessions,
    // Who brings a registry may have any number of providers behind it.
    responses: createResponsesService(withStoreOf(hooks, options.responses), {
      isShared: isRegistry(options.models) || providers.length > 1,
      hasTenants,
      maxBodyBytes,
      log,
    }),
    ready() {
      isOpen();
      return start();
    },
  };

  const door: GatewayDoor = {
    // Hooks may use it while they start, so it does not wait for that.
    handle: (request, identity, { isPrepared } = {}) =>
      runRequest(request, { ...runnerOptions, identity, isPrepared, ready: isOpen }),
  };
  const start = () => {
    // A start that failed is tried again by the next request.
    started ??= startHooks(hooks, door).catch((error: unknown) => {
      started = undefined;
      throw error;
    });
    return started;
  };
  const close = async () => {
    const reason = new GatewayError('unavailable', 'The gateway is closing.');
    for (const session of openSessions) session.finish();
    for (const cancel of openCalls) cancel(reason);
    const all = 'providers' in registry ? (registry as ModelRegistry).providers : providers;
    await closeAll([...[...hooks].reverse(), ...all]);
  };
  const handle = (request: GatewayRequest) => runRequest(request, runnerOptions);

  return {
    handle,
    fetch: (request, fetchOptions) => fetchThrough(handle, request, fetchOptions),
    connect: (request, sink) => connect(request, sink, runnerOptions),
    match: router.knows,
    registry,
    start,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

async function startHooks(hooks: readonly Hooks[], door: GatewayDoor): Promise<void> {
  for (const hook of hooks) await hook.start?.(door);
}

/** One after the other, all of them. @throws what the first that failed threw. */
async function closeAll(parts: readonly Pick<Hooks, 'close'>[]): Promise<void> {
  const failures: unknown[] = [];
  for (const part of parts) {
    try {
      await part.close?.();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** The options say which store it is, else the first hook that has one. */
function withStoreOf(hooks: readonly Hooks[], options: ResponsesOptions = {}): ResponsesOptions {
  const own = hooks.find(({ responseStore }) => responseStore)?.responseStore;
  return own ? { store: own, ...options } : options;
}

function isRegistry(models: GatewayOptions['models']): models is Registry {
  return typeof models?.resolve === 'function';
}
