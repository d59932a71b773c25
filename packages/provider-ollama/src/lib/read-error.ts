import { UpstreamError } from '@gw/core';
import {
  readErrorBody,
  readUpstreamError,
  type TransportReply,
  type UpstreamErrorReading,
} from '@gw/provider-utils';

/** What Ollama says in words only, in the words that programs look for. */
const meanings: readonly {
  readonly says: RegExp;
  readonly code?: string;
  readonly param: string;
}[] = [
  { says: /^model ['"].*['"] not found/, code: 'model_not_found', param: 'model' },
  { says: /^model is required$/, param: 'model' },
  { says: /does not support (chat|completion|embed)/, param: 'model' },
  { says: /does not support tools$/, param: 'tools' },
  { says: /does not support thinking$/, param: 'reasoning_effort' },
  { says: /think value/, param: 'reasoning_effort' },
  { says: /^top_logprobs /, param: 'top_logprobs' },
];

/**
 * A refusal, to be thrown. Ollama has a text and a status; code and param are found in the text.
 * @see https://docs.ollama.com/api/errors
 */
export async function readRefusal(
  provider: string,
  reply: TransportReply,
  reading: UpstreamErrorReading,
): Promise<UpstreamError> {
  return explain(await readUpstreamError(provider, reply, reading));
}

function explain(error: UpstreamError): UpstreamError {
  const { upstreamStatus, message, wireCode, param } = error;
  const isOurs = error.code === 'upstream_error' && upstreamStatus < 500;
  const meant = isOurs ? meanings.find(({ says }) => says.test(message)) : undefined;
  if (!meant) return error;
  return new UpstreamError(message, {
    provider: error.provider,
    upstreamStatus,
    upstreamCode: wireCode ?? meant.code,
    param: param ?? meant.param,
    type: error.type,
    headers: error.headers,
    retryAfterMs: error.retryAfterMs,
  });
}

/** An error that came as JSON under a status that says that all is well, to be thrown. */
export function readErrorInside(
  provider: string,
  { status, headers }: Pick<TransportReply, 'status' | 'headers'>,
  body: unknown,
  secrets: readonly string[],
): UpstreamError {
  return readErrorBody(provider, { status, headers, body }, { secrets });
}
