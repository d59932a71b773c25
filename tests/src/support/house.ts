import { type ServeOptions, serve } from '@gw/adapter-node';
import {
  type CallEvent,
  createGateway,
  type GatewayOptions,
  type Hooks,
  type Logger,
  type ModelGateway,
  type SettledEvent,
} from '@gw/core';
import { createHttpProvider } from '@gw/provider-http';
import { startUpstream, type Upstream, type UpstreamOptions } from '@gw/testkit/upstream';
import OpenAI, { type ClientOptions } from 'openai';
import { type OpenRequest, open, type RawOptions, type RawReply, send } from './raw-client.ts';
import { until } from './until.ts';

type ProviderSettings = NonNullable<Parameters<typeof createHttpProvider>[0]>;

export interface HouseOptions extends Omit<GatewayOptions, 'providers' | 'logger' | 'models'> {
  readonly models?: Readonly<Record<string, NonNullable<GatewayModels>[string]>>;
  /** For every provider, or by its id. */
  readonly provider?: HouseProvider | ((id: string) => HouseProvider);
  readonly upstream?: UpstreamOptions;
  /** Ids of the providers, each with an upstream of its own. Default: `main`. */
  readonly providerIds?: readonly string[];
  readonly serve?: ServeOptions<ModelGateway>;
}

type HouseProvider = Omit<ProviderSettings, 'id' | 'baseUrl'>;

type GatewayModels = Extract<GatewayOptions['models'], Readonly<Record<string, unknown>>>;

export interface LogEntry {
  readonly level: 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>> | undefined;
}

/** Client → node adapter → core → HTTP provider → scripted upstream, over real sockets. */
export interface House {
  /** The first provider's. */
  readonly upstream: Upstream;
  /** By provider id. */
  upstreamOf(id: string): Upstream;
  readonly gateway: ModelGateway;
  /** `http://127.0.0.1:41234/v1` */
  readonly url: string;
  readonly origin: string;
  /** What an observer that collects was told. */
  readonly events: readonly CallEvent[];
  readonly log: readonly LogEntry[];
  /** Sockets that clients have open. */
  connections(): number;
  /** The calls that are over; waits for so many. */
  settled(count?: number): Promise<readonly SettledEvent[]>;
  /** The official client. Without retries of its own unless told. */
  client(options?: ClientOptions): OpenAI;
  /** @param path behind `/v1`. */
  send(path: string, options?: RawOptions): Promise<RawReply>;
  open(path: string, options?: RawOptions): OpenRequest;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The provider's credential. No test may find it anywhere but in the upstream's `authorization`. */
export const upstreamKey = 'sk-upstream-5f1c0e7a9b';

export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const { provider, upstream: upstreamOptions, providerIds = ['main'], ...rest } = options;
  const { serve: serveOptions, use = [], retry, ...gatewayOptions } = rest;
  const upstreams = new Map<string, Upstream>();
  for (const id of providerIds) upstreams.set(id, await startUpstream(upstreamOptions));
  const upstreamOf = (id: string): Upstream => {
    const upstream = upstreams.get(id);
    if (!upstream) throw new Error(`There is no provider "${id}".`);
    return upstream;
  };
  const providers = providerIds.map((id) => {
    const settings = typeof provider === 'function' ? provider(id) : provider;
    return createHttpProvider({
      apiKey: upstreamKey,
      ...settings,
      id,
      baseUrl: upstreamOf(id).url,
    });
  });
  const { hooks: observer, events } = observeAll();
  const { logger, log } = keepLog();
  const gateway = createGateway({
    ...gatewayOptions,
    providers,
    logger,
    use: [observer, ...use],
    retry: { backoffMs: 1, ...retry },
  });
  const served = await serve(gateway, { log: logger, ...serveOptions });
  let connections = 0;
  served.server.on('connection', (socket) => {
    connections++;
    socket.once('close', () => connections--);
  });
  const settledSoFar = () => events.filter((event) => event.type === 'settled');
  let closed: Promise<void> | undefined;
  const close = async () => {
    await gateway.close();
    await served.close({ graceMs: 500 });
    for (const upstream of upstreams.values()) await upstream.close();
  };
  const house: House = {
    upstream: upstreamOf(providerIds[0] ?? 'main'),
    upstreamOf,
    gateway,
    origin: served.url,
    url: `${served.url}/v1`,
    events,
    log,
    connections: () => connections,
    async settled(count = 1) {
      await until(`${count} calls settled`, () => settledSoFar().length >= count);
      return settledSoFar();
    },
    client: (clientOptions) =>
      new OpenAI({ baseURL: house.url, apiKey: 'sk-client', maxRetries: 0, ...clientOptions }),
    send: (path, request) => send(house.url + path, request),
    open: (path, request) => open(house.url + path, request),
    close() {
      closed ??= close();
      return closed;
    },
    [Symbol.asyncDispose]: () => house.close(),
  };
  return house;
}

function observeAll(): { hooks: Hooks; events: CallEvent[] } {
  const events: CallEvent[] = [];
  const hooks: Hooks = {
    name: 'observe-all',
    collect: true,
    observe: (event) => void events.push(event),
  };
  return { hooks, events };
}

function keepLog(): { logger: Logger; log: LogEntry[] } {
  const log: LogEntry[] = [];
  const at = (level: LogEntry['level']) => (message: string, fields?: LogEntry['fields']) =>
    void log.push({ level, message, fields });
  return { logger: { warn: at('warn'), error: at('error') }, log };
}
