import type { ApiName, ApiRequest } from './api.ts';
import type { Call } from './call.ts';
import type { Conversion, ConversionContext } from './conversion.ts';
import { findConversion } from './convert/find-conversion.ts';
import { createId } from './create-id.ts';
import { GatewayError } from './errors.ts';
import type { AnyOperation } from './operation.ts';
import { operationOf } from './operations/index.ts';
import { type DeepReadonly, type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { Capabilities } from './provider.ts';
import type { Target } from './registry.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { unwrapItems } from './responses/wrapped-items.ts';
import { ownUpstreamIds } from './upstream-state.ts';

/** A request as one target gets it. */
export interface PreparedRequest {
  /** The api in which it is asked. */
  readonly operation: AnyOperation;
  readonly request: Payload<ApiRequest>;
  /** How its answer becomes one of the client's api. Default: it is one. */
  readonly way?: ConversionWay | undefined;
}

/** A conversion with what it works on. */
export interface ConversionWay {
  readonly conversion: Conversion;
  readonly context: ConversionContext;
  /** The request before its conversion. */
  readonly source: DeepReadonly<ApiRequest>;
}

/**
 * The client's request as this target gets it: in an api that it speaks, with its model name, its
 * overrides, and a request for usage. Where nothing is converted all other bytes stay the client's.
 * @throws {GatewayError} `unsupported_api` or `unsupported_parameter` when this target cannot carry it.
 */
export async function prepareRequest(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
  service: ResponsesService,
): Promise<PreparedRequest> {
  const capabilities = capabilitiesOf(target);
  const way = chooseWay(call, operation, target, request, service);
  const asked = way ? await convertRequest(way) : request;
  const targetOperation = way ? operationOf(way.conversion.to) : operation;
  const opened = unwrapOpaque(call, targetOperation.api, target, asked);
  const value = readPayload(opened);
  const own = { warn: warnIn(call), keepsState: call.keep !== undefined };
  const edits = {
    ...(value.model !== target.model && { model: target.model }),
    ...(await ownUpstreamIds(call.ctx, targetOperation.api, target, value, own)),
    ...(call.ctx.stream &&
      capabilities.streamUsage !== false &&
      usageEdits(targetOperation, value)),
    ...target.overrides,
  };
  const isSame = Object.keys(edits).length === 0;
  return { operation: targetOperation, request: isSame ? opened : opened.with(edits), way };
}

/** What a target can do: its provider's abilities, as far as its model does not differ. */
export function capabilitiesOf({ provider, capabilities }: Target): Capabilities {
  return { ...provider.capabilities, ...capabilities };
}

/** The conversion that this target needs; `undefined` where it speaks the client's api. */
function chooseWay(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
  service: ResponsesService,
): ConversionWay | undefined {
  const { apis, quirks = [], carries = [] } = capabilitiesOf(target);
  if (isNative(operation.api, target.api, apis)) return undefined;
  const spoken = target.api ? apis.filter((api) => api === target.api) : apis;
  const conversion = findConversion(operation.api, spoken);
  if (!conversion) throw cannotServe(operation, target);
  const context: ConversionContext = {
    boundary: target.provider.id,
    rawReasoning: service.rawReasoning ?? 'summary',
    quirks,
    carries,
    createId,
    warn: warnIn(call),
    seal: (purpose, text) => service.sealer.seal(call.ctx.identity.tenant, purpose, text),
  };
  return { conversion, context, source: readPayload(request) };
}

/** Endpoints beside `/v1/responses`: a target that prefers that api is asked at them too. */
const besideResponses: ReadonlySet<ApiName> = new Set(['compact', 'input_tokens']);

function isNative(api: ApiName, preferred: ApiName | undefined, apis: readonly ApiName[]) {
  if (!apis.includes(api)) return false;
  if (preferred === undefined || preferred === api) return true;
  return preferred === 'responses' && besideResponses.has(api);
}

async function convertRequest({ conversion, context, source }: ConversionWay) {
  return payloadFromValue(await conversion.request(source, context));
}

/** What only its maker can read goes back to its maker alone. */
function unwrapOpaque(
  call: Call,
  api: ApiName,
  target: Target,
  request: Payload<ApiRequest>,
): Payload<ApiRequest> {
  if (api !== 'responses' && api !== 'compact' && api !== 'input_tokens') return request;
  const { input } = readPayload(request) as { readonly input?: unknown };
  const items = unwrapItems(input, target.provider.id, warnIn(call));
  return items
    ? ((request as Payload<{ input: unknown }>).with({ input: items }) as Payload<ApiRequest>)
    : request;
}

export function warnIn(call: Call): (message: string) => void {
  return (message) => call.emit({ type: 'warning', message });
}

function usageEdits(operation: AnyOperation, request: DeepReadonly<ApiRequest>) {
  const isStreamed = 'stream' in request && request.stream === true;
  return isStreamed ? operation.stream?.askForUsage(request) : undefined;
}

function cannotServe(operation: AnyOperation, target: Target): GatewayError {
  const message = `The model "${target.model}" of provider "${target.provider.id}" cannot serve ${operation.path}.`;
  return new GatewayError('unsupported_api', message, { param: 'model' });
}
