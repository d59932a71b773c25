import type { ApiName, ApiRequest } from './api.ts';
import { askTargets, type InferenceOptions } from './ask-targets.ts';
import { type Call, type CallOrigin, cancelReason, failedOutcome, openCall } from './call.ts';
import type { Answer } from './context.ts';
import type { Dialect } from './dialect.ts';
import { GatewayError, toGatewayError } from './errors.ts';
import type { OpenList } from './open-list.ts';
import type { AnyOperation } from './operation.ts';
import { operations } from './operations/index.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';

export interface GatewayCallOptions extends InferenceOptions {
  /** Cancels each open call; `close` does. */
  readonly openCalls: OpenList<Call['cancel']>;
}

/** A scope that `close` can end, whose context can make further calls. */
export function openGatewayCall(
  origin: CallOrigin,
  options: GatewayCallOptions,
  dialect?: Dialect,
): Call {
  const call: Call = openCall(origin, {
    log: options.log,
    dialect,
    observer: options.chain.hasObservers ? options.chain.observe : undefined,
    call: (api, request, inner) => callOnBehalf(call, api, request, inner?.signal, options),
  });
  call.onRelease(options.openCalls.add(call.cancel));
  return call;
}

/** `ctx.call`: the attempts of a call of its own, for the tenant and within the life of another one. */
async function callOnBehalf<A extends ApiName>(
  parent: Call,
  api: A,
  request: ApiRequest<A> | Payload<ApiRequest<A>>,
  signal: AbortSignal | undefined,
  options: GatewayCallOptions,
): Promise<Answer<A>> {
  const operation = operations.find((row) => row.api === api);
  if (!operation) throw new GatewayError('unsupported_api', `There is no api "${api}".`);
  const call = openInnerCall(parent, operation, signal, options);
  call.setRequest(toPayload(request as ApiRequest | Payload<ApiRequest>));
  try {
    const answer = await askTargets(call, operation, call.ctx.request, options);
    if (answer.json) call.record.usage = operation.usageOf(readPayload(answer.json));
    call.record.status = answer.status;
    call.settle('completed');
    return answer as Answer<A>;
  } catch (thrown) {
    const error = cancelReason(call) ?? toGatewayError(thrown);
    call.record.error = error;
    call.record.status = error.status;
    call.settle(failedOutcome(call));
    throw error;
  }
}

/** It ends with its parent, and earlier when its own signal says so. */
function openInnerCall(
  parent: Call,
  { api, path, isFree }: AnyOperation,
  signal: AbortSignal | undefined,
  options: GatewayCallOptions,
): Call {
  const { method, query, identity, signal: parentSignal, waitUntil } = parent.ctx;
  // An id of its own that leads back to the call it was made for.
  const requestId = `${parent.ctx.requestId}.${crypto.randomUUID().slice(0, 8)}`;
  const headers = { ...parent.ctx.headers, 'x-request-id': requestId };
  const origin = { method, path, query, headers, signal: parentSignal, waitUntil };
  const call = openGatewayCall(origin, options);
  Object.assign(call.ctx, { identity, api, stream: false });
  call.record.isFree = isFree;
  const cancel = () => call.cancel();
  signal?.addEventListener('abort', cancel);
  call.onRelease(() => signal?.removeEventListener('abort', cancel));
  if (signal?.aborted) cancel();
  return call;
}

function toPayload(request: ApiRequest | Payload<ApiRequest>): Payload<ApiRequest> {
  const isPayload = 'bytes' in request && typeof request.bytes === 'function';
  return isPayload ? (request as Payload<ApiRequest>) : payloadFromValue(request as ApiRequest);
}
