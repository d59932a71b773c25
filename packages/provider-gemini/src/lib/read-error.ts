import { type Headers, passedReplyHeaders, UpstreamError } from '@gw/core';
import {
  type Members,
  membersOf,
  objectsIn,
  readRetryAdvice,
  readUpstreamError,
  redactStrings,
  type TransportReply,
  textOf,
  type UpstreamErrorReading,
} from '@gw/provider-utils';

export interface ErrorReading {
  /** Id of the provider, for the error. */
  readonly provider: string;
  /** Texts that no message may hold: upstreams quote keys. */
  readonly secrets: readonly string[];
}

/**
 * The error in a refusal, to be thrown. Google's `status` (`INVALID_ARGUMENT`) is the code; its
 * details tell when to ask again and which field was wrong.
 * @see https://cloud.google.com/apis/design/errors
 */
export async function readRefusal(
  provider: string,
  reply: TransportReply,
  { secrets = [], signal }: UpstreamErrorReading,
): Promise<UpstreamError> {
  const { status, headers } = reply;
  const copy = copyReads(reply.bytes);
  const error = await readUpstreamError(
    provider,
    { ...reply, bytes: copy.bytes },
    { signal, secrets },
  );
  const body = parse(copy.text());
  return errorIn(body) ? readErrorInside(body, { status, headers }, { provider, secrets }) : error;
}

/** The head of a reply that holds an error. */
export type ErrorHead = Pick<TransportReply, 'status' | 'headers'>;

/** The error in a body that has been parsed, in a reply of whatever status, to be thrown. */
export function readErrorInside(
  body: unknown,
  { status, headers }: ErrorHead,
  { provider, secrets }: ErrorReading,
): UpstreamError {
  const error = redactStrings(errorIn(body) ?? {}, secrets);
  const details = objectsIn(error.details);
  const message = textOf(error.message) || `The upstream "${provider}" reported an error.`;
  return new UpstreamError(message, {
    provider,
    upstreamStatus: isAboutKey(details) ? 401 : statusOf(error, status),
    upstreamCode: textOf(error.status) || null,
    param: fieldIn(details),
    headers: Object.fromEntries(passedReplyHeaders(headers)),
    ...adviceOf(headers, details),
  });
}

/** `{ error }`, or a list of it, as streams without `alt=sse` have it. */
export function errorIn(body: unknown): Members | undefined {
  const { error } = membersOf(Array.isArray(body) ? body[0] : body);
  return error ? membersOf(error) : undefined;
}

/** Inside a stream the status is the one that the upstream would have sent. */
function statusOf({ code }: Members, status: number): number {
  const isError = typeof code === 'number' && code >= 400 && code <= 599;
  return status < 400 && isError ? code : status;
}

/** A bad key is a bad request to Google; whose fault it is stands in the details. */
function isAboutKey(details: readonly Members[]): boolean {
  return details.some(({ reason }) => /^API_KEY_/.test(textOf(reason)));
}

function fieldIn(details: readonly Members[]): string | undefined {
  const [violation] = details.flatMap(({ fieldViolations }) => objectsIn(fieldViolations));
  return textOf(violation?.field) || undefined;
}

/** The header counts for more, since it may be a proxy's. */
function adviceOf(headers: Headers, details: readonly Members[]) {
  const advice = readRetryAdvice(headers);
  const [delay] = details.flatMap(({ retryDelay }) => toMilliseconds(retryDelay));
  return { ...advice, retryAfterMs: advice.retryAfterMs ?? delay };
}

/** A duration of Google's: `"34.5s"`. */
function toMilliseconds(duration: unknown): number[] {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(textOf(duration))?.[1];
  return seconds === undefined ? [] : [Math.ceil(Number(seconds) * 1000)];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Hands reads on and keeps them, as few as are read. */
function copyReads(bytes: AsyncIterable<Uint8Array>) {
  const kept: Uint8Array[] = [];
  const reads = bytes[Symbol.asyncIterator]();
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      const read = await reads.next();
      if (!read.done) kept.push(read.value);
      return read;
    },
    async return() {
      await reads.return?.();
      return { done: true, value: undefined };
    },
  };
  const decoder = new TextDecoder();
  return {
    bytes: { [Symbol.asyncIterator]: () => iterator },
    text: () => kept.map((read) => decoder.decode(read, { stream: true })).join(''),
  };
}
