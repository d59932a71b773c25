import {
  GatewayError,
  type Headers,
  headerValue,
  passedReplyHeaders,
  UpstreamError,
} from '@gw/core';
import { readPrefix } from './read-prefix.ts';
import { createRedactor, redactStrings } from './redactor.ts';
import { readRetryAdvice } from './retry-advice.ts';
import type { TransportReply } from './transport.ts';
import { readErrorFields, type UpstreamErrorFields } from './upstream-error-fields.ts';

/** An upstream that refuses says why in few words and soon. */
const bodyLimits = { bytes: 64 * 1024, ms: 5_000 } as const;
const maxExcerptCharacters = 500;

export interface UpstreamErrorReading {
  /** Thrown instead when it is aborted meanwhile. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /** Texts that no message may hold: upstreams quote keys. Default: none. */
  readonly secrets?: readonly string[] | undefined;
}

/**
 * The error in a refusal, to be thrown: status, type, param, code and message as the upstream gave
 * them in whatever shape, and those of its headers that pass to clients. HTML is never passed on,
 * plain text up to 500 characters. Reads at most 64 KiB and 5 s of the body.
 * @param provider id, for the error.
 */
export async function readUpstreamError(
  provider: string,
  { status, headers, bytes }: TransportReply,
  { signal, secrets = [] }: UpstreamErrorReading = {},
): Promise<UpstreamError> {
  const redact = createRedactor(secrets);
  // Before it is shortened, which could cut a key in half, and again once JSON's escapes are gone.
  const text = redact(await readText(bytes, signal));
  return createUpstreamError(readFields(text, headers), { provider, status, headers, secrets });
}

/**
 * The error in a reply whose status says that all is well, to be thrown: `{"error":{…}}` under 200.
 * The status is the one that the upstream would have sent.
 * @param provider id, for the error.
 * @param body the parsed JSON.
 */
export function readErrorBody(
  provider: string,
  {
    status,
    headers,
    body,
  }: Pick<TransportReply, 'status' | 'headers'> & { readonly body: unknown },
  { secrets }: Pick<UpstreamErrorReading, 'secrets'> = {},
): UpstreamError {
  const fields = readErrorFields(body);
  const message = fields.message ?? `The upstream "${provider}" reported an error.`;
  const meant = statusOf(fields) ?? status;
  return createUpstreamError({ ...fields, message }, { provider, status: meant, headers, secrets });
}

/** Some upstreams put the status into `code`; else code and type tell whose fault it is. */
function statusOf({ type, code }: UpstreamErrorFields): number | undefined {
  const status = Number(code);
  if (Number.isInteger(status) && status >= 400 && status <= 599) return status;
  if (code === 'invalid_api_key' || type === 'authentication_error') return 401;
  return type === 'invalid_request_error' ? 400 : undefined;
}

interface Refusal extends Pick<TransportReply, 'status' | 'headers'> {
  readonly provider: string;
  readonly secrets?: readonly string[] | undefined;
}

function createUpstreamError(
  said: UpstreamErrorFields,
  { provider, status, headers, secrets = [] }: Refusal,
): UpstreamError {
  const { message, type, param, code } = redactStrings(said, secrets);
  return new UpstreamError(message ?? `The upstream "${provider}" answered with HTTP ${status}.`, {
    provider,
    upstreamStatus: status,
    type,
    param,
    upstreamCode: code,
    headers: Object.fromEntries(passedReplyHeaders(headers)),
    ...readRetryAdvice(headers),
  });
}

/** A body that breaks off leaves the status, which says most. */
async function readText(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<string> {
  try {
    return new TextDecoder().decode(await readPrefix(bytes, bodyLimits));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof GatewayError) return '';
    throw error;
  }
}

function readFields(text: string, headers: Headers): UpstreamErrorFields {
  try {
    return readErrorFields(JSON.parse(text));
  } catch {
    return { message: excerptOf(text, headerValue(headers, 'content-type')) };
  }
}

/** Only what says it is plain text and does not look like a page. */
function excerptOf(text: string, contentType = ''): string | undefined {
  const excerpt = text.trim();
  if (!contentType.startsWith('text/plain') || /^[<{[]/.test(excerpt)) return undefined;
  return excerpt.slice(0, maxExcerptCharacters) || undefined;
}
