import {
  concatBytes,
  encodeText,
  type GatewayDoor,
  GatewayError,
  type GatewayReply,
  type GatewayRequest,
  type Identity,
} from '@gw/core';
import type { Members } from '../kit/members.ts';
import type { ResolvedPrompt } from '../prompts/resolve-prompt.ts';
import type { Ending } from './end-response.ts';

/** What a process needs to run a response that another one has taken. */
export interface Job {
  readonly requestId: string;
  readonly identity: Identity;
  /** The request's body, as JSON: what `onRequest` hooks have made of its client's. */
  readonly body: string;
  /** What the body's prompt has come to. */
  readonly prompt?: ResolvedPrompt | undefined;
}

export interface BackgroundCall {
  /** What the call's hooks find as `ctx.host`. */
  readonly context: Readonly<Record<string, unknown>>;
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal;
  /** Ends the call for the gateway's own reasons: it closes, or has lost a hold. */
  turnAway(reason: unknown): void;
}

/**
 * A call like any other, whose client is the log.
 * @returns once nothing of it runs any more, why it was refused; nothing where it was answered.
 */
export async function callInBackground(
  door: GatewayDoor,
  { requestId, identity, body }: Job,
  { context, signal, turnAway }: BackgroundCall,
): Promise<Ending | undefined> {
  let wasRead = false;
  const read = () => {
    wasRead = true;
    return encodeText(body);
  };
  const request: GatewayRequest = {
    method: 'POST',
    path: '/v1/responses',
    query: '',
    headers: { 'content-type': 'application/json', 'x-request-id': requestId },
    readBody: async () => read(),
    async *bodyStream() {
      yield read();
    },
    signal,
    abort: turnAway,
    context,
  };
  // What it is to be asked was made by `onRequest` hooks, when it was taken.
  const reply = await door.handle(request, identity, { isPrepared: true });
  const refusal = await refusalIn(reply);
  // A gateway that has closed reads no request any more.
  if (!wasRead) turnAway(new GatewayError('unavailable', 'The gateway is closed.'));
  return refusal;
}

/** Reads a reply to its end. The recorder writes all that one tells which has begun. */
async function refusalIn({ status, body }: GatewayReply): Promise<Ending | undefined> {
  const pieces: Uint8Array[] = [];
  if (typeof body === 'object' && body !== null && Symbol.asyncIterator in body) {
    for await (const piece of body) if (status !== 200) pieces.push(piece);
  } else if (body) {
    pieces.push(typeof body === 'string' ? encodeText(body) : body);
  }
  if (status === 200) return undefined;
  const told = JSON.parse(new TextDecoder().decode(concatBytes(pieces))) as {
    readonly error?: Members;
  };
  const { code, type, message } = told.error ?? {};
  return {
    status: 'failed',
    code: String(code ?? type ?? 'server_error'),
    message: String(message ?? 'The response failed.'),
  };
}
