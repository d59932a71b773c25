import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnswerContext, answerRequest } from '../answers/answer-request.ts';
import { errorSteps } from '../answers/error-steps.ts';
import type { BehaviourContext } from './behaviour.ts';
import { deliver } from './deliver.ts';
import { readRequest } from './read-request.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestRecord } from './request-record.ts';
import type { Script } from './script.ts';
import type { Steps } from './step.ts';

/** What serving one request needs of its upstream. */
export interface ServeContext {
  readonly log: RequestLog;
  readonly script: Script;
  /** Answers under way. */
  readonly open: Set<RequestRecord>;
  /** Fires when the upstream closes. */
  readonly closing: AbortSignal;
  /** What behaviours threw. */
  readonly failures: unknown[];
  readonly answers: AnswerContext;
}

/** Reads one request, records it and takes the steps its behaviour wants. Never rejects. */
export async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  connection: number,
  upstream: ServeContext,
): Promise<void> {
  const record = await readRequest(incoming, connection, () => upstream.log.requests.length);
  const { request } = record;
  upstream.open.add(record);
  void request.closed.then(() => upstream.open.delete(record));
  upstream.log.add(request);
  const signal = watchClient(response, record, upstream.closing);
  if (signal.aborted) return;
  const delivery = { response, record, signal };
  const defaultAnswer: BehaviourContext['defaultAnswer'] = (options) =>
    answerRequest(request, upstream.answers, options);
  try {
    const behave = upstream.script.behaviourFor(request);
    const steps = behave(defaultAnswer(), request, { defaultAnswer });
    await deliver(steps, delivery);
  } catch (error) {
    upstream.failures.push(error);
    await deliver(failureSteps(error, response.headersSent), delivery);
  }
}

/** Fires when the answer cannot go on: the client has left, or the upstream is closing. */
function watchClient(
  response: ServerResponse,
  record: RequestRecord,
  closing: AbortSignal,
): AbortSignal {
  const left = new AbortController();
  const stop = () => {
    record.end('cut');
    left.abort();
  };
  const leave = () => {
    closing.removeEventListener('abort', stop);
    record.end('aborted');
    left.abort();
  };
  if (closing.aborted) stop();
  else closing.addEventListener('abort', stop);
  if (response.closed || !record.request.bodyComplete) leave();
  else response.once('close', leave);
  return left.signal;
}

/** What the client gets when a behaviour throws; the test gets the error itself, from `close()`. */
function failureSteps(error: unknown, headersSent: boolean): Steps {
  if (headersSent) return [{ kind: 'leave', how: 'reset' }];
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The upstream's script failed: ${reason}`;
  return errorSteps(500, { message, code: 'script_failed' });
}
