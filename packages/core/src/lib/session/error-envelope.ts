import type { WireErrorObject } from '@gw/schema';
import type { GatewayReply } from '../door.ts';
import type { GatewayError } from '../errors.ts';
import { renderError } from '../render-error.ts';

/** An error as somebody else has written it: any member may be missing or of a wrong type. */
export type LooseError = { readonly [Key in keyof WireErrorObject]?: unknown };

/** The message that tells a client of a failure before anything of its response was sent. */
export function errorEnvelope(error: GatewayError): string {
  return envelope(error.status, renderError(error).error);
}

/** The same for an error reply of `POST /v1/responses`. */
export function envelopeOfReply({ status, body }: GatewayReply): string {
  // A reply that is neither a stream nor an error is one that nobody can make sense of here.
  return envelope(status >= 400 ? status : 500, errorInBody(body) ?? {});
}

/** The same for an error that a stream told; there it has no status, so its type must tell. */
export function envelopeOfEvent(error: LooseError): string {
  return envelope(statusByType.get(error.type) ?? 500, error);
}

const statusByType = new Map<unknown, number>([
  ['invalid_request_error', 400],
  ['rate_limit_error', 429],
  ['upstream_error', 502],
  ['upstream_authentication_error', 502],
]);

/** The contract wants a text in `code`, which an upstream's error need not have: then its type. */
function envelope(status: number, error: LooseError): string {
  const type = textOf(error.type) ?? (status < 500 ? 'invalid_request_error' : 'server_error');
  const code = textOf(error.code) ?? type;
  const message = textOf(error.message) ?? `The response failed with status ${status}.`;
  const param = textOf(error.param) ?? null;
  return JSON.stringify({ type: 'error', status, error: { type, code, message, param } });
}

function errorInBody(body: GatewayReply['body']): LooseError | undefined {
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return undefined;
  try {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const { error } = JSON.parse(text) as { readonly error?: LooseError };
    return error ?? undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
