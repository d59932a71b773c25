import { isMembers } from '@gw/provider-utils';
import type { ChatCompletion } from '@gw/schema';
import { readHead } from './answer-head.ts';
import { convertCalled } from './convert-called.ts';
import { convertLogprobs } from './convert-logprobs.ts';
import { convertUsage } from './convert-usage.ts';
import { noAnswer, notDone, onlyLoaded } from './judge-answer.ts';
import { mapDoneReason } from './map-done-reason.ts';
import type { OllamaChatAnswer } from './ollama-api.ts';
import type { Warn } from './request-context.ts';

/** Who was asked for what. */
export interface AskedFor {
  /** Id of the provider, for errors. */
  readonly provider: string;
  readonly model: string;
  /** Told of what is left out of the answer. */
  readonly warn: Warn;
}

/**
 * A whole answer as a completion.
 * @throws {GatewayError} `upstream_invalid_response` for JSON that is no answer, `upstream_incomplete`
 *   for one that is not done or only tells of loading.
 */
export function convertResponse(
  answer: OllamaChatAnswer,
  { provider, model, warn }: AskedFor,
): ChatCompletion {
  if (!isMembers(answer.message)) throw noAnswer(provider);
  if (answer.done === false) throw notDone(provider);
  const { content, thinking, tool_calls } = answer.message;
  const calls = convertCalled(tool_calls, warn);
  const failure = onlyLoaded(
    provider,
    answer.done_reason,
    Boolean(content || thinking || calls.length > 0),
  );
  if (failure) throw failure;
  const usage = convertUsage(answer);
  return {
    ...readHead(answer, model),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content || (calls.length > 0 ? null : ''),
          refusal: null,
          ...(thinking && { reasoning_content: thinking }),
          ...(calls.length > 0 && { tool_calls: calls }),
        },
        finish_reason: mapDoneReason(answer.done_reason, calls.length > 0),
        logprobs: convertLogprobs(answer.logprobs),
      },
    ],
    ...(usage && { usage }),
  };
}
