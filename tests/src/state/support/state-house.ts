import { serveWebSocket } from '@gw/adapter-node/websocket';
import { apiKeys } from '@gw/core';
import { createState, type StateOptions, type StateStore } from '@gw/state';
import LlamaStack from 'llama-stack-client';
import type OpenAI from 'openai';
import { expect } from 'vitest';
import { type HouseOptions, type LogEntry } from '../../support/house.ts';
import type { OpenRequest, RawReply } from '../../support/raw-client.ts';
import { recordStreams } from '../../support/record-streams.ts';
import {
  openResponsesHouse,
  type ResponsesHouse,
  type Way,
} from '../../support/responses-house.ts';
import { openSocket, type SocketClient } from '../../support/web-socket.ts';
import { faultsOf } from './faults-of.ts';

export type Tenant = 'ada' | 'eve';

/** Ada is who calls where nothing else is said. */
const keys: Readonly<Record<Tenant, string>> = { ada: 'sk-client', eve: 'sk-eve' };

export interface StateHouseOptions extends Omit<HouseOptions, 'provider' | 'serve'> {
  readonly store: StateStore;
  readonly state?: Omit<StateOptions, 'store'>;
  /** Default: `native`. */
  readonly way?: Way;
  readonly provider?: object;
}

export interface Asked {
  /** Default: POST with a body, else GET. */
  readonly method?: string;
  readonly body?: unknown;
  readonly tenant?: Tenant;
}

/** A house with a memory, for two tenants. */
export interface StateHouse extends ResponsesHouse {
  readonly store: StateStore;
  /** What the state has logged. */
  readonly stateLog: readonly LogEntry[];
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
}

// biome-ignore lint/suspicious/noExplicitAny: what a client reads off the wire.
export type Members = Record<string, any>;

export async function openStateHouse(options: StateHouseOptions): Promise<StateHouse> {
  const { store, state, way = 'native', use = [], ...rest } = options;
  const stateLog: LogEntry[] = [];
  const at = (level: LogEntry['level']) => (message: string, fields?: LogEntry['fields']) =>
    void stateLog.push({ level, message, fields });
  const logger = { warn: at('warn'), error: at('error') };
  const tenants = apiKeys(Object.fromEntries(Object.entries(keys).map(([name, key]) => [key, name])));
  const house = await openResponsesHouse(way, {
    ...rest,
    serve: { webSocket: serveWebSocket },
    use: [tenants, createState({ store, logger, ...state }), ...use],
  });
  const request = ({ method, body, tenant = 'ada' }: Asked = {}) => ({
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    body: body as object | undefined,
    headers: { authorization: `Bearer ${keys[tenant]}` },
  });
  const { fetch, streams } = recordStreams();
  const clientOf = (tenant: Tenant) => house.client({ apiKey: keys[tenant], fetch });
  const ask: StateHouse['ask'] = (path, asked) => house.send(path, request(asked));
  return {
    ...house,
    store,
    stateLog,
    clientOf,
    openai: clientOf('ada'),
    fetch,
    async validStreams() {
      const read = await streams();
      expect(read.length).toBeGreaterThan(0);
      expect(read.flatMap((one) => faultsOf(one.violations, one.events))).toEqual([]);
      return read;
    },
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
  };
}

