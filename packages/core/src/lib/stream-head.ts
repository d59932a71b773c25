import type { Call } from './call.ts';
import type { ApiContext } from './context.ts';
import type { HeaderLines } from './door.ts';
import type { HookChain } from './hook-chain.ts';
import type { ReplyHead } from './provider.ts';
import { replyHeaders } from './reply-headers.ts';

export const eventStream = 'text/event-stream; charset=utf-8';

/** What of a stream's reply is known before its body. */
export interface StreamHead {
  readonly status: number;
  readonly headers: HeaderLines;
}

/** A stream's head as `onResponse` leaves it. */
export async function openHead(
  call: Call,
  answer: ReplyHead,
  chain: HookChain,
): Promise<StreamHead> {
  const { status } = answer;
  const headers = replyHeaders(call, answer, eventStream);
  return chain.onResponse(call.ctx as ApiContext, { status, headers, body: undefined });
}
