import type { Call } from './call.ts';
import type { HeaderLines } from './door.ts';
import { passedReplyHeaders } from './headers.ts';
import type { ReplyHead } from './provider.ts';

/** The head of a reply: our request id, its type, and what passes of the upstream's headers. */
export function replyHeaders(
  call: Call,
  answer: Pick<ReplyHead, 'headers'> | undefined,
  contentType: string,
): HeaderLines {
  const passed = answer ? passedReplyHeaders(answer.headers) : [];
  return [...call.replyHeaders, ['content-type', contentType], ...passed];
}
