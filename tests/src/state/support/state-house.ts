import { serveWebSocket } from '@gw/adapter-node/websocket';
import { type ApiName, apiKeys } from '@gw/core';
import { createState, type StateOptions, type StateStore } from '@gw/state';
import LlamaStack from 'llama-stack-client';
import type OpenAI from 'openai';
import { expect } from 'vitest';
import { type House, type HouseOptions, type LogEntry, openHouse } from '../../support/house.ts';
import type { OpenRequest, RawReply } from '../../support/raw-client.ts';
import { type RecordedStream, recordStreams } from '../../support/record-streams.ts';
import type { Way } from '../../support/responses-house.ts';
import { openSocket, type SocketClient } from '../../support/web-socket.ts';

export type Tenant = 'ada' | 'eve';

/** Ada is who calls where nothing else is said. */
const keys: Readonly<Record<Tenant, string>> = { ada: 'sk-ada', eve: 'sk-eve' };

interface StateHouseOptions extends Omit<HouseOptions, 'provider' | 'serve'> {
  readonly store: StateStore;
  readonly state?: Omit<StateOptions, 'store'>;
  /** How a response reaches its model: as it is, or by way of chat. By provider id. Default: `native`. */
  readonly way?: Way | Readonly<Record<string, Way>>;
}

export interface Asked {
  /** Default: POST with a body, else GET. */
  readonly method?: string;
  readonly body?: unknown;
  readonly tenant?: Tenant;
}

/** A house with a memory, for two tenants. */
export interface StateHouse extends House {
  readonly store: StateStore;
  /** What the state has logged. */
  readonly stateLog: readonly LogEntry[];
  /** Ada's official client; its streams are kept. */
  readonly openai: OpenAI;
  clientOf(tenant: Tenant): OpenAI;
  /** Llama Stack's own client. Its paths bring `/v1` themselves. */
  llamaStackOf(tenant: Tenant): LlamaStack;
  socketOf(tenant: Tenant): Promise<SocketClient>;
  /** @param path behind `/v1`. */
  ask(path: string, asked?: Asked): Promise<RawReply>;
  /** The body of a reply that is no failure. @throws {Error} for one that is. */
  get(path: string, asked?: Asked): Promise<Members>;
  /** The same for a request whose client may leave. */
  begin(path: string, asked?: Asked): OpenRequest;
  /**
   * The streams that the official clients have read.
   * @throws when there is none, or when one breaks a rule.
   */
  validStreams(): Promise<readonly RecordedStream[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: what a client reads off the wire.
export type Members = Record<string, any>;

const apisOf: Readonly<Record<Way, readonly ApiName[]>> = {
  native: ['responses', 'compact', 'input_tokens'],
  converted: ['chat'],
};

export async function openStateHouse(options: StateHouseOptions): Promise<StateHouse> {
  const { store, state, way = 'native', use = [], ...rest } = options;
  const { logger, log: stateLog } = keepLog();
  const tenants = Object.entries(keys).map(([tenant, key]) => [key, tenant] as const);
  const wayOf = (id: string) => (typeof way === 'string' ? way : (way[id] ?? 'native'));
  const house = await openHouse({
    ...rest,
    provider: (id) => ({ apis: apisOf[wayOf(id)] }),
    serve: { webSocket: serveWebSocket },
    use: [apiKeys(Object.fromEntries(tenants)), createState({ store, logger, ...state }), ...use],
  });
  const { fetch, streams } = recordStreams();
  const clientOf = (tenant: Tenant) => house.client({ apiKey: keys[tenant], fetch });
  const request = ({ method, body, tenant = 'ada' }: Asked = {}) => ({
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    body: body as object | undefined,
    headers: { authorization: `Bearer ${keys[tenant]}` },
  });
  const ask: StateHouse['ask'] = (path, asked) => house.send(path, request(asked));
  return {
    ...house,
    store,
    stateLog,
    clientOf,
    openai: clientOf('ada'),
    llamaStackOf: (tenant) =>
      new LlamaStack({ baseURL: house.origin, apiKey: keys[tenant], maxRetries: 0 }),
    socketOf: (tenant) =>
      openSocket(house, { headers: { authorization: `Bearer ${keys[tenant]}` } }),
    ask,
    async get(path, asked) {
      const reply = await ask(path, asked);
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text}`);
      return reply.json();
    },
    begin: (path, asked) => house.open(path, request(asked)),
    async validStreams() {
      const read = await streams();
      expect(read.length).toBeGreaterThan(0);
      expect(read.flatMap(({ violations }) => violations)).toEqual([]);
      return read;
    },
  };
}

function keepLog() {
  const log: LogEntry[] = [];
  const at = (level: LogEntry['level']) => (message: string, fields?: LogEntry['fields']) =>
    void log.push({ level, message, fields });
  return { logger: { warn: at('warn'), error: at('error') }, log };
}
