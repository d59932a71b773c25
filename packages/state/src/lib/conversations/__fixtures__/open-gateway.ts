import { createGateway, type Logger } from '@gw/core';
import { createTenantStores } from '../../kit/tenant-store.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { StateStore } from '../../store/state-store.ts';
import { createConversations } from '../create-conversations.ts';

const maxBodyBytes = 1_000_000;

/** What a call came to, in a form that can be compared. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects.
  readonly json: any;
}

export interface AskOptions {
  /** Who asks. Default: `default`. */
  readonly tenant?: string;
  /** A value, or a text as it is. Default: no body, and no content-type. */
  readonly body?: unknown;
}

/** A gateway with nothing but conversations, whose tenant is what the header `x-tenant` says. */
export function openGateway(store: StateStore = createMemoryStore()) {
  const stores = createTenantStores(store);
  const gateway = createGateway({
    logger: silent,
    use: [
      { name: 'state', ...createConversations(stores, { maxBodyBytes }) },
      {
        name: 'tenants',
        authenticate: ({ headers }) => ({ tenant: String(headers['x-tenant'] ?? 'default') }),
      },
    ],
  });

  async function ask(
    method: string,
    path: string,
    { tenant = 'default', body }: AskOptions = {},
  ): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const request = new Request(`http://gateway/v1/conversations${path}`, {
      method,
      headers: { 'x-tenant': tenant, ...(text !== undefined && json) },
      ...(text !== undefined && { body: text }),
    });
    return toReply(await gateway.fetch(request));
  }

  /** @returns the id of a new conversation with these items. */
  async function create(items: readonly unknown[] = [], tenant = 'default'): Promise<string> {
    const created = await ask('POST', '', { tenant, body: {} });
    const id = created.json.id as string;
    for (let at = 0; at < items.length; at += 20)
      await ask('POST', `/${id}/items`, { tenant, body: { items: items.slice(at, at + 20) } });
    return id;
  }

  return { gateway, store, stores, ask, create };
}

const json = { 'content-type': 'application/json' };

async function toReply(response: Response): Promise<Reply> {
  const headers = Object.fromEntries(response.headers);
  delete headers['x-request-id'];
  const text = await response.text();
  return { status: response.status, headers, text, json: JSON.parse(text) };
}

const silent: Logger = { warn() {}, error() {} };

export const message = (id: string, text = id) => ({
  type: 'message',
  id,
  role: 'user',
  content: text,
});
