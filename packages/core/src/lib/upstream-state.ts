import type { ApiName, ApiRequest, Awaitable } from './api.ts';
import type { MutableContext } from './call.ts';
import type { DeepReadonly } from './payload.ts';
import type { Target } from './registry.ts';
import { membersOf } from './responses/members.ts';
import { clientsWordsInMessages, notHeld, refuseUpstreamIds } from './upstream-state-ids.ts';
import { type OwnIdsOptions, withoutUpstreamState } from './upstream-state-responses.ts';

/** Members that name a caller's cache or a caller; upstream they stand in one space for all tenants. */
const tenantNames = ['prompt_cache_key', 'safety_identifier'] as const;

const ofMessages: ReadonlySet<ApiName> = new Set(['messages', 'count_tokens']);

/** Members of a Messages request with ids somewhere inside. */
const namesInMessages = ['messages', 'system', 'tools', 'container'] as const;

/**
 * All tenants share the upstream's key, so an id that the upstream would resolve could be another
 * tenant's. Names of caches and users go upstream as a hash of tenant and value; ids of upstream
 * state are refused or left out, and nothing new is kept upstream. A target with
 * `upstreamState: 'forward'` belongs to one tenant alone and gets everything as it was sent.
 * @param api the one that `request` is in: the target's.
 * @returns members to replace in `request`.
 * @throws {GatewayError} `unsupported_parameter` naming the field.
 */
export function ownUpstreamIds(
  ctx: MutableContext,
  api: ApiName,
  target: Target,
  request: DeepReadonly<ApiRequest>,
  { warn = () => {}, keepsState = false }: OwnIdsOptions = {},
): Awaitable<Record<string, unknown>> {
  if (target.upstreamState === 'forward') return {};
  const members = request as Readonly<Record<string, unknown>>;
  const edits = stateEdits(api, members, { warn, keepsState });
  const { tenant } = ctx.identity;
  const named = tenantNames.filter((name) => typeof members[name] === 'string');
  if (named.length === 0 && !ofMessages.has(api)) return edits ?? {};
  return withHashes(tenant, api, members, edits);
}

async function withHashes(
  tenant: string,
  api: ApiName,
  members: Readonly<Record<string, unknown>>,
  edits: Record<string, unknown> | undefined,
): Promise<Record<string, unknown>> {
  return {
    ...edits,
    ...(await hashedNames(tenant, members)),
    ...(ofMessages.has(api) && (await hashedUser(tenant, members))),
  };
}

function stateEdits(
  api: ApiName,
  request: Readonly<Record<string, unknown>>,
  options: Required<OwnIdsOptions>,
): Record<string, unknown> | undefined {
  switch (api) {
    case 'chat':
      refuseChatIds(request.messages);
      return undefined;
    case 'responses':
    case 'compact':
    case 'input_tokens':
      return withoutUpstreamState(api, request, options);
    case 'messages':
    case 'count_tokens':
      refuseMessagesState(request);
      return undefined;
    case 'embeddings':
    case 'images':
      return undefined;
  }
}

async function hashedNames(tenant: string, request: Readonly<Record<string, unknown>>) {
  const hashed: Record<string, string> = {};
  for (const name of tenantNames) {
    const value = request[name];
    if (typeof value === 'string') hashed[name] = await hashFor(tenant, value);
  }
  return hashed;
}

/** The Messages API names a caller inside `metadata`. */
async function hashedUser(tenant: string, { metadata }: Readonly<Record<string, unknown>>) {
  if (typeof metadata !== 'object' || metadata === null || !('user_id' in metadata))
    return undefined;
  const { user_id: user } = metadata;
  if (typeof user !== 'string') return undefined;
  return { metadata: { ...metadata, user_id: await hashFor(tenant, user) } };
}

/** 128 bits as 32 hex digits: within the 64 characters that upstreams accept. */
async function hashFor(tenant: string, value: string): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([tenant, value]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A thread goes on from messages that are kept upstream, and so does an explanation of cache misses. */
function refuseMessagesState(request: Readonly<Record<string, unknown>>): void {
  for (const name of namesInMessages)
    refuseUpstreamIds(request[name], name, clientsWordsInMessages);
  if (typeof request.container === 'string') throw notHeld('container');
  if (membersOf(request.container).id != null) throw notHeld('container.id');
  if (request.thread != null) throw notHeld('thread');
  const { previous_message_id: id } = membersOf(request.diagnostics);
  if (id != null) throw notHeld('diagnostics.previous_message_id');
}

function refuseChatIds(messages: unknown): void {
  if (!Array.isArray(messages)) return;
  for (const [position, message] of messages.entries()) {
    if (message?.audio?.id) throw notHeld(`messages[${position}].audio.id`);
    if (!Array.isArray(message?.content)) continue;
    for (const [part, content] of message.content.entries()) {
      if (content?.file?.file_id)
        throw notHeld(`messages[${position}].content[${part}].file.file_id`);
    }
  }
}
