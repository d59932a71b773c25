import { errorSteps, type WireErrorFields } from '../answers/error-steps.ts';
import { bodySteps, jsonSteps } from '../answers/json-steps.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { HeaderList } from '../upstream/step.ts';

/** Headers for an answer: as an object, or as a list where a name occurs twice. */
export type HeadersLike = Readonly<Record<string, string>> | HeaderList;

export interface RespondOptions {
  /** Default 200. */
  status?: number;
  /** Sent besides (and instead of) content-type and content-length. Default none. */
  headers?: HeadersLike;
  /** Body as a JSON value. Give one of `json`, `text` and `bytes`, or none for an empty body. */
  json?: unknown;
  /** Body as text; `text/plain` unless the headers say otherwise. */
  text?: string;
  /** Body as bytes; `application/octet-stream` unless the headers say otherwise. */
  bytes?: Uint8Array;
}

/** Answers with exactly this. */
export function respond({
  status = 200,
  headers = {},
  json,
  text,
  bytes,
}: RespondOptions): Behaviour {
  const list = toHeaderList(headers);
  if (json !== undefined) return () => jsonSteps(json, { status, headers: list });
  if (bytes !== undefined) {
    return () => bodySteps(bytes, 'application/octet-stream', { status, headers: list });
  }
  if (text === undefined) return () => [{ kind: 'head', status, headers: list }];
  const encoded = new TextEncoder().encode(text);
  return () => bodySteps(encoded, 'text/plain; charset=utf-8', { status, headers: list });
}

export interface StatusOptions extends WireErrorFields {
  /** Written as `retry-after`, in seconds, or as the HTTP date given. Default: no such header. */
  retryAfter?: number | string;
  /** Sent as well. Default none. */
  headers?: HeadersLike;
}

/**
 * Answers with an error in OpenAI's shape; message, type and code follow from the status unless
 * given.
 * @see https://platform.openai.com/docs/guides/error-codes
 */
export function status(
  code: number,
  { retryAfter, headers = {}, ...error }: StatusOptions = {},
): Behaviour {
  const list = toHeaderList(headers);
  const all =
    retryAfter === undefined ? list : [...list, ['retry-after', `${retryAfter}`] as const];
  return () => errorSteps(code, error, all);
}

export interface RedirectOptions {
  /** Default `/redirected`, which nothing answers but with 404. */
  location?: string;
  /** Default 307, which keeps method and body. */
  status?: number;
}

/** Sends the client elsewhere: a gateway that follows shows its credential to a stranger. */
export function redirect({
  location = '/redirected',
  status: code = 307,
}: RedirectOptions = {}): Behaviour {
  return respond({ status: code, headers: { location } });
}

export function toHeaderList(headers: HeadersLike): HeaderList {
  return isHeaderList(headers) ? headers : Object.entries(headers);
}

function isHeaderList(headers: HeadersLike): headers is HeaderList {
  return Array.isArray(headers);
}
