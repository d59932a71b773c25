import type {
  ChatTopLogprob,
  ResponsesLogprob,
  ResponsesRequest,
  ResponsesTopLogprob,
} from '@gw/schema';
import { objectsIn } from '../../objects-in.ts';
import type { DeepReadonly } from '../../payload.ts';
import { isMembers, textOf } from '../../responses/members.ts';

/** Whether the client wants them. */
export function asksForLogprobs({ include, top_logprobs }: DeepReadonly<ResponsesRequest>) {
  return Boolean(include?.includes('message.output_text.logprobs')) || (top_logprobs ?? 0) > 0;
}

/** Of the tokens of a text; lists that chat may leave out are empty here. */
export function toResponsesLogprobs(logprobs: unknown): ResponsesLogprob[] {
  if (!isMembers(logprobs)) return [];
  return tokensIn(logprobs.content).map((token) => ({
    ...toTopLogprob(token),
    top_logprobs: tokensIn(token.top_logprobs).map(toTopLogprob),
  }));
}

type Token = Partial<ChatTopLogprob> & { top_logprobs?: unknown };

function tokensIn(list: unknown): Token[] {
  return objectsIn(list as readonly Token[] | undefined);
}

function toTopLogprob({ token, logprob, bytes }: Token): ResponsesTopLogprob {
  return { token: textOf(token), logprob: logprob ?? 0, bytes: Array.isArray(bytes) ? bytes : [] };
}
