import type { ApiName, ApiRequest } from './api.ts';
import type { MutableContext } from './call.ts';
import { GatewayError } from './errors.ts';
import type { DeepReadonly } from './payload.ts';
import type { Target } from './registry.ts';

/** Members that name a caller's cache or a caller; upstream they stand in one space for all tenants. */
const tenantNames = ['prompt_cache_key', 'safety_identifier'] as const;

/**
 * All tenants share the upstream's key, so an id that the upstream would resolve could be another
 * tenant's. Names of caches and users go upstream as a hash of tenant and value; ids of upstream
 * state are refused. A target with `upstreamState: 'forward'` belongs to one tenant alone and gets
 * everything as it was sent.
 * @throws {GatewayError} `unsupported_parameter` naming the field.
 */
export async function ownUpstreamIds(
  ctx: MutableContext,
  api: ApiName,
  target: Target,
  request: DeepReadonly<ApiRequest>,
): Promise<Record<string, string>> {
  const edits: Record<string, string> = {};
  if (target.upstreamState === 'forward') return edits;
  const members = request as Readonly<Record<string, unknown>>;
  for (const name of tenantNames) {
    const value = members[name];
    if (typeof value === 'string') edits[name] = await hashFor(ctx.identity.tenant, value);
  }
  if (api === 'chat') refuseStateIds(members.messages);
  return edits;
}

/** 128 bits as 32 hex digits: within the 64 characters that upstreams accept. */
async function hashFor(tenant: string, value: string): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify([tenant, value]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function refuseStateIds(messages: unknown): void {
  if (!Array.isArray(messages)) return;
  for (const [position, message] of messages.entries()) {
    if (message?.audio?.id) throw notOurs(`messages[${position}].audio.id`);
    if (!Array.isArray(message?.content)) continue;
    for (const [part, content] of message.content.entries()) {
      if (content?.file?.file_id)
        throw notOurs(`messages[${position}].content[${part}].file.file_id`);
    }
  }
}

function notOurs(param: string): GatewayError {
  const message = `"${param}" names something that this gateway does not hold. Send the content itself.`;
  return new GatewayError('unsupported_parameter', message, { param });
}
