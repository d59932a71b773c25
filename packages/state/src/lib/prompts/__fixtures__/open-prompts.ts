import { apiKeys, createGateway } from '@gw/core';
import { createTenantStores } from '../../kit/tenant-store.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { StateStore } from '../../store/state-store.ts';
import { createPrompts } from '../create-prompts.ts';
import type { Prompt } from '../prompt.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the test says it is.
  readonly json: any;
}

type Call = (method: string, path: string, body?: unknown, tenant?: string) => Promise<Reply>;

/** The routes behind a gateway with two tenants, `ours` and `theirs`. */
export function openPrompts({
  store = createMemoryStore(),
  maxBodyBytes = 4 * 1024 * 1024,
}: {
  readonly store?: StateStore;
  readonly maxBodyBytes?: number;
} = {}) {
  const stores = createTenantStores(store);
  const prompts = createPrompts(stores, { maxBodyBytes });
  const gateway = createGateway({
    use: [
      { name: 'state', routes: prompts.routes },
      apiKeys({ 'key-ours': 'ours', 'key-theirs': 'theirs' }),
    ],
  });
  const call: Call = async (method, path, body, tenant = 'ours') => {
    const headers = { authorization: `Bearer key-${tenant}`, 'content-type': 'application/json' };
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const url = `http://gateway/v1/prompts${path}`;
    const response = await gateway.fetch(
      new Request(url, { method, headers, ...(text !== undefined && { body: text }) }),
    );
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
  return {
    call,
    /** Makes a prompt of `ours`. */
    async create(body: string | object): Promise<Prompt> {
      const members = typeof body === 'string' ? { prompt: body } : body;
      const { status, json } = await call('POST', '', members);
      if (status !== 200) throw new Error(JSON.stringify(json));
      return json;
    },
    resolve: (prompt: unknown, tenant = 'ours') => prompts.resolve(stores(tenant), prompt),
  };
}

/** The error as the wire has it. */
export function errorOf({ status, json }: Reply): object {
  const { code, param } = json.error;
  return { status, code, param };
}
