import type { ApiRequest } from './api.ts';
import type { MutableContext } from './call.ts';
import { GatewayError } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import { type DeepReadonly, type Payload, readPayload } from './payload.ts';
import type { Target } from './registry.ts';
import { ownUpstreamIds } from './upstream-state.ts';

/**
 * The client's request as this target gets it: in an api that it speaks, with its model name, its
 * overrides, and a request for usage. All other bytes stay the client's.
 * @throws {GatewayError} `unsupported_api` or `unsupported_parameter` when this target cannot carry it.
 */
export async function prepareRequest(
  ctx: MutableContext,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
): Promise<Payload<ApiRequest>> {
  const capabilities = { ...target.provider.capabilities, ...target.capabilities };
  const api = target.api ?? operation.api;
  if (api !== operation.api || !capabilities.apis.includes(api))
    throw cannotServe(operation, target);
  const value = readPayload(request);
  const edits = {
    ...(value.model !== target.model && { model: target.model }),
    ...(await ownUpstreamIds(ctx, operation.api, target, value)),
    ...(ctx.stream && capabilities.streamUsage !== false && usageEdits(operation, value)),
    ...target.overrides,
  };
  return Object.keys(edits).length === 0 ? request : request.with(edits);
}

function usageEdits(operation: AnyOperation, request: DeepReadonly<ApiRequest>) {
  const isStreamed = 'stream' in request && request.stream === true;
  return isStreamed ? operation.stream?.askForUsage(request) : undefined;
}

function cannotServe(operation: AnyOperation, target: Target): GatewayError {
  const message = `The model "${target.model}" of provider "${target.provider.id}" cannot serve ${operation.path}.`;
  return new GatewayError('unsupported_api', message, { param: 'model' });
}
