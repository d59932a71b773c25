import type { ApiName, ApiRequest } from './api.ts';
import { type Call, type CallOrigin, clientClosedRequest, openCall } from './call.ts';
import type { Answer, RouteReply } from './context.ts';
import type { GatewayReply, GatewayRequest, HeaderLines } from './door.ts';
import { GatewayError, toGatewayError } from './errors.ts';
import { askTargets, type InferenceOptions, replyWithJson, replyWithStream } from './inference.ts';
import type { Logger } from './logger.ts';
import type { AnyOperation } from './operation.ts';
import { operations } from './operations/index.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import { readApiRequest } from './read-request.ts';
import { errorReply } from './render-error.ts';
import type { Destination, Router } from './router.ts';
import { checkSwitches } from './switches.ts';

export interface RunnerOptions extends InferenceOptions {
  readonly router: Router;
  readonly log: Logger;
  readonly maxBodyBytes: number;
  /** Cancels each open call; `close` does. */
  readonly openCalls: Set<() => void>;
}

/** One request, front to back. Never rejects: every failure is a reply. */
export async function runRequest(
  request: GatewayRequest,
  options: RunnerOptions,
): Promise<GatewayReply> {
  const call = openTrackedCall(request, options);
  try {
    const destination = options.router.find(request.method, request.path);
    await authenticate(call, request, destination, options);
    if (destination.kind === 'route') return await replyFromRoute(call, request, destination);
    return await replyFromOperation(call, request, destination.operation, options);
  } catch (thrown) {
    return replyWithError(call, thrown, options);
  }
}

/** A scope that `close` can end, whose context can make further calls. */
function openTrackedCall(origin: CallOrigin, options: RunnerOptions): Call {
  const call: Call = openCall(origin, {
    log: options.log,
    emit: options.chain.observe,
    call: (api, request, inner) => callOnBehalf(call, api, request, inner?.signal, options),
  });
  options.openCalls.add(call.cancel);
  call.onRelease(() => options.openCalls.delete(call.cancel));
  return call;
}

/** `ctx.call`: the attempts of a call of its own, for the tenant and within the life of another one. */
async function callOnBehalf<A extends ApiName>(
  parent: Call,
  api: A,
  request: ApiRequest<A> | Payload<ApiRequest<A>>,
  signal: AbortSignal | undefined,
  options: RunnerOptions,
): Promise<Answer<A>> {
  const operation = operations.find((row) => row.api === api);
  if (!operation) throw new GatewayError('unsupported_api', `There is no api "${api}".`);
  const { method, query, headers, identity } = parent.ctx;
  const origin = {
    method,
    path: operation.path,
    query,
    headers,
    signal: signal ?? parent.ctx.signal,
  };
  const call = openTrackedCall(origin, options);
  const isPayload = 'bytes' in request && typeof request.bytes === 'function';
  call.ctx.identity = identity;
  call.ctx.api = api;
  call.ctx.stream = false;
  call.setRequest(
    isPayload ? (request as Payload<ApiRequest>) : payloadFromValue(request as ApiRequest),
  );
  try {
    const answer = await askTargets(call, operation, call.ctx.request, options);
    if (answer.json) call.record.usage = operation.usageOf(readPayload(answer.json));
    call.record.status = answer.status;
    call.settle('completed');
    return answer as Answer<A>;
  } catch (thrown) {
    const error = toGatewayError(thrown);
    call.record.error = error;
    call.record.status = error.status;
    call.settle(call.ctx.signal.aborted ? 'cancelled' : 'failed');
    throw error;
  }
}

/** Before the body is read, on every path but those that say otherwise. */
async function authenticate(
  call: Call,
  request: GatewayRequest,
  destination: Destination,
  { chain }: RunnerOptions,
) {
  if (destination.kind === 'route' && destination.route.authenticate === false) return;
  const identity = await chain.authenticate(request, call.ctx);
  if (identity) call.ctx.identity = identity;
}

async function replyFromOperation(
  call: Call,
  request: GatewayRequest,
  operation: AnyOperation,
  options: RunnerOptions,
): Promise<GatewayReply> {
  checkSwitches(request.headers);
  const body = await readApiRequest(request, operation, options.maxBodyBytes);
  call.ctx.api = operation.api;
  call.setRequest(body);
  const { stream: protocol } = operation;
  const wanted = readPayload(body);
  call.ctx.stream = protocol !== undefined && 'stream' in wanted && wanted.stream === true;
  if (protocol && call.ctx.stream) return replyWithStream(call, operation, protocol, options);
  const reply = await replyWithJson(call, operation, options);
  call.settle('completed');
  return reply;
}

async function replyFromRoute(
  call: Call,
  request: GatewayRequest,
  { route, rest }: Extract<Destination, { kind: 'route' }>,
): Promise<GatewayReply> {
  const made = await route.handle(call.ctx, request, rest);
  const reply = toReply(made, call.replyHeaders);
  call.record.status = reply.status;
  call.settle('completed');
  return reply;
}

function toReply(made: RouteReply, headers: HeaderLines): GatewayReply {
  if (!('json' in made)) return { ...made, headers: [...headers, ...made.headers] };
  const { json, status = 200 } = made;
  return {
    status,
    headers: [...headers, ['content-type', 'application/json']],
    body: JSON.stringify(json),
  };
}

async function replyWithError(
  call: Call,
  thrown: unknown,
  options: RunnerOptions,
): Promise<GatewayReply> {
  const hasLeft = call.ctx.signal.aborted;
  const error = hasLeft ? clientClosedRequest() : toGatewayError(thrown);
  const shown = await showError(call, error, options);
  call.record.error = error;
  call.record.status = shown.status;
  call.settle(hasLeft ? 'cancelled' : 'failed');
  return errorReply(shown, call.replyHeaders);
}

/** What the client sees of an error. What nobody expected is logged, with the request's id to find it by. */
export async function showError(
  { ctx }: Call,
  error: GatewayError,
  { chain, log }: Pick<RunnerOptions, 'chain' | 'log'>,
): Promise<GatewayError> {
  if (error.code === 'internal_error') {
    log.error('The gateway had an internal error.', {
      requestId: ctx.requestId,
      cause: error.cause ?? error,
    });
  }
  try {
    return await chain.onError(ctx, error);
  } catch (cause) {
    log.error('An onError hook failed.', { requestId: ctx.requestId, cause });
    return error;
  }
}
