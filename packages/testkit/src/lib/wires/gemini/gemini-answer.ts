import { respond } from '../../behaviours/respond.ts';
import { stream } from '../../behaviours/stream.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';

/**
 * Members of a `GenerateContentResponse`, as its documentation names them.
 * @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export interface GeminiAnswer {
  /** Of the first candidate. Default: there is no candidate. */
  readonly parts?: readonly object[];
  /** Why the model stopped. Default: it has not. */
  readonly finishReason?: string;
  /** Further members of the first candidate: `logprobsResult`, … */
  readonly candidate?: object;
  /** Further members of the answer: `usageMetadata`, `promptFeedback`, … */
  readonly members?: object;
}

/** The whole answer to `generateContent`. Its model is the one in the request's path. */
export function geminiJson(answer: GeminiAnswer): Behaviour {
  return (steps, request, context) =>
    respond({ json: toResponse(answer, request.path) })(steps, request, context);
}

/**
 * The answers to `streamGenerateContent?alt=sse`, one an event. Google ends lines with CR LF and
 * sends no event that says that it is done.
 * @see https://ai.google.dev/api/generate-content#method:-models.streamgeneratecontent
 */
export function geminiStream(answers: readonly GeminiAnswer[]): Behaviour {
  return (steps, request, context) => {
    const frames = answers.map((answer) => geminiFrame(toResponse(answer, request.path)));
    return stream(frames)(steps, request, context);
  };
}

/** One event as Google writes it. */
export function geminiFrame(data: object): string {
  return `data: ${JSON.stringify(data)}\r\n\r\n`;
}

function toResponse({ parts, finishReason, candidate, members }: GeminiAnswer, path: string) {
  const content = parts && { content: { parts, role: 'model' } };
  const first = {
    ...content,
    ...(finishReason !== undefined && { finishReason }),
    index: 0,
    ...candidate,
  };
  return {
    ...((parts || finishReason !== undefined) && { candidates: [first] }),
    ...members,
    modelVersion: modelIn(path),
    responseId: 'mfaGaeezJ9eQ_uMP5rXZwQs',
  };
}

/** `/v1beta/models/gemini-3-flash:generateContent` → `gemini-3-flash` */
function modelIn(path: string): string {
  return decodeURIComponent(/([^/]+):\w+$/.exec(path)?.[1] ?? '');
}
