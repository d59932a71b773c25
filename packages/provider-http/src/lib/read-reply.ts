import {
  type ApiName,
  type JsonReply,
  type Payload,
  type ProviderReply,
  readPayload,
} from '@gw/core';
import {
  readErrorBody,
  readJson,
  readSse,
  redactStrings,
  refuseReply,
  type TransportReply,
  toKnownReply,
} from '@gw/provider-utils';

/**
 * What the upstream sent decides, not what was asked.
 * @param provider id, for errors.
 * @param secrets texts that no error in the reply may hold: upstreams quote keys.
 * @throws {GatewayError} `upstream_invalid_response` for what is neither JSON nor an event stream; an
 *   `UpstreamError` for an error in place of an answer, whatever the status.
 */
export async function readReply<A extends ApiName>(
  provider: string,
  reply: TransportReply,
  secrets: readonly string[],
): Promise<ProviderReply<A>> {
  const knowing = toKnownReply(reply);
  const { status, headers, kind, bytes } = knowing instanceof Promise ? await knowing : knowing;
  const head = { status, headers, warnings: [] };
  if (kind === 'stream') return { ...head, stream: readSse(bytes, { secrets }) };
  if (kind === 'json') {
    const json = await readJson<Answer>(bytes);
    return { ...head, json: withoutSecrets(provider, head, json, secrets) as JsonReply<A>['json'] };
  }
  throw refuseReply(provider, { status, headers, bytes }, 'JSON or an event stream');
}

/** What tells an error from an answer. */
interface Answer {
  readonly error?: unknown;
  readonly object?: unknown;
  readonly choices?: unknown;
  readonly data?: unknown;
  readonly output?: unknown;
}

/** @throws {UpstreamError} when an error is all that there is. */
function withoutSecrets(
  provider: string,
  head: Omit<TransportReply, 'bytes'>,
  json: Payload<Answer>,
  secrets: readonly string[],
): Payload<unknown> {
  const body = readPayload(json);
  if (!body.error) return json;
  if (!isAnswer(body)) throw readErrorBody(provider, { ...head, body }, { secrets });
  return json.with({ error: redactStrings(body.error, secrets) });
}

/** A response tells in itself that it failed, with what there was of it. */
function isAnswer({ object, choices, data, output }: Answer): boolean {
  const hasContent = [choices, data, output].some((list) => Array.isArray(list) && list.length);
  return hasContent || object === 'response';
}
