import type { RecordedRequest } from '../upstream/recorded-request.ts';
import { addMissingHeaders, type Step, type Steps } from '../upstream/step.ts';
import { mapHead } from '../upstream/step-lists.ts';
import { answerModel, answerModels, serveImage } from './answer-get.ts';
import { answerCountTokens, answerMessages } from './answer-messages.ts';
import { answerChat, answerEmbeddings, answerImages } from './answer-post.ts';
import { answerCompact, answerInputTokens, answerResponses } from './answer-responses.ts';
import { errorSteps } from './error-steps.ts';

/** What answers know of the upstream that gives them. */
export interface AnswerContext {
  readonly basePath: string;
  readonly origin: string;
  readonly models: readonly string[];
}

/** What a route is given: the parsed body, the rest of the path, the answer's id, and the upstream. */
export interface RouteInput extends AnswerContext {
  readonly body: unknown;
  readonly rest: string;
  /** Of the answer. */
  readonly requestId: string;
}

interface Route {
  readonly method: string;
  /** Path behind the base path; its group is the rest. */
  readonly path: RegExp;
  readonly answer: (input: RouteInput) => Step[];
}

const routes: readonly Route[] = [
  { method: 'POST', path: /^\/chat\/completions$/, answer: answerChat },
  { method: 'POST', path: /^\/responses$/, answer: answerResponses },
  { method: 'POST', path: /^\/responses\/compact$/, answer: answerCompact },
  { method: 'POST', path: /^\/responses\/input_tokens$/, answer: answerInputTokens },
  { method: 'POST', path: /^\/messages$/, answer: answerMessages },
  { method: 'POST', path: /^\/messages\/count_tokens$/, answer: answerCountTokens },
  { method: 'POST', path: /^\/embeddings$/, answer: answerEmbeddings },
  { method: 'POST', path: /^\/images\/generations$/, answer: answerImages },
  { method: 'GET', path: /^\/images\/(.+)\.png$/, answer: serveImage },
  { method: 'GET', path: /^\/models$/, answer: answerModels },
  { method: 'GET', path: /^\/models\/(.+)$/, answer: answerModel },
];

export interface AnswerRequestOptions {
  /** Answers as if the body had this `stream`. Default: what it has. */
  stream?: boolean;
}

/**
 * The good answer to a request, worked out when its first step is drawn; 404 and 405 where there is
 * none.
 */
export function* answerRequest(
  request: RecordedRequest,
  context: AnswerContext,
  { stream }: AnswerRequestOptions = {},
): Generator<Step> {
  const body = stream === undefined ? request.json : asIfAsked(request.json, stream);
  const requestId = `req_upstream_${request.index + 1}`;
  const steps = routeRequest(request, { ...context, body, rest: '', requestId });
  const name = isMessages(request) ? 'request-id' : 'x-request-id';
  yield* mapHead(steps, (head) => ({
    ...head,
    headers: addMissingHeaders(head.headers, [[name, requestId]]),
  }));
}

function routeRequest({ method, path }: RecordedRequest, input: RouteInput): Steps {
  const inside = path.startsWith(input.basePath) ? path.slice(input.basePath.length) : '';
  const here = routes.filter((route) => route.path.test(inside));
  const route = here.find((each) => each.method === method);
  if (route !== undefined) {
    return route.answer({ ...input, rest: decode(route.path.exec(inside)?.[1] ?? '') });
  }
  return here.length > 0
    ? errorSteps(405, { message: `Not allowed to ${method} ${path}`, code: 'method_not_supported' })
    : errorSteps(404, { message: `Invalid URL (${method} ${path})`, code: null });
}

/** Anthropic's API has another name for the header. */
function isMessages({ path }: RecordedRequest): boolean {
  return /\/messages(\/count_tokens)?$/.test(path);
}

/** `stream_options` go with a stream only. */
function asIfAsked(body: unknown, stream: boolean): unknown {
  const asked = { ...(body as object), stream };
  return stream ? asked : { ...asked, stream_options: undefined };
}

/** A path with a stray `%` is taken as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
