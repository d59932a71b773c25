import { objectsIn } from '@gw/provider-utils';
import type { ChatLogprobs, ChatTopLogprob } from '@gw/schema';
import type { OllamaChatAnswer, OllamaTokenLogprob } from './ollama-api.ts';

/** The tokens of an answer or of one of its lines; `null` where nobody asked for them. */
export function convertLogprobs(logprobs: OllamaChatAnswer['logprobs']): ChatLogprobs | null {
  const tokens = objectsIn(logprobs);
  if (tokens.length === 0) return null;
  const content = tokens.map((token) => ({
    ...convertToken(token),
    top_logprobs: objectsIn(token.top_logprobs).map(convertToken),
  }));
  return { content, refusal: null };
}

function convertToken({ token, logprob, bytes }: OllamaTokenLogprob): ChatTopLogprob {
  return { token: token ?? '', logprob: logprob ?? 0, bytes: bytes ? [...bytes] : null };
}
