import type { ApiName, ApiRequest, Awaitable } from './api.ts';
import type { Call } from './call.ts';
import { chatServersOwn } from './chat-thoughts.ts';
import type { Conversion, ConversionContext } from './conversion.ts';
import { findConversion } from './convert/find-conversion.ts';
import { createId } from './create-id.ts';
import { GatewayError } from './errors.ts';
import { isPromise } from './is-promise.ts';
import { unwrapBlocks } from './messages/wrapped-blocks.ts';
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
export function prepareRequest(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
  service: ResponsesService,
): Awaitable<PreparedRequest> {
  const way = chooseWay(call, operation, target, request, service);
  if (!way) return addressRequest(call, operation, target, request);
  return convertRequest(call, target, way);
}

async function convertRequest(
  call: Call,
  target: Target,
  way: ConversionWay,
): Promise<PreparedRequest> {
  const { conversion, context, source } = way;
  const converted = payloadFromValue(await conversion.request(source, context));
  const prepared = await addressRequest(call, operationOf(conversion.to), target, converted);
  return { ...prepared, way };
}

/** A request in an api that this target speaks, as it is to reach it. */
function addressRequest(
  call: Call,
  operation: AnyOperation,
  target: Target,
  request: Payload<ApiRequest>,
): Awaitable<PreparedRequest> {
  const opened = unwrapOpaque(call, operation.api, target, request);
  const value = readPayload(opened);
  const own = { warn: warnIn(call), keepsState: call.keep !== undefined };
  const finish = (ownIds: Readonly<Record<string, unknown>>): PreparedRequest => {
    const edits: Record<string, unknown> = {};
    if (value.model !== target.model) edits.model = target.model;
    Object.assign(edits, ownIds);
    if (call.ctx.stream && capabilitiesOf(target).streamUsage !== false)
      Object.assign(edits, usageEdits(operation, value));
    Object.assign(edits, target.overrides);
    const isSame = Object.keys(edits).length === 0;
    return { operation, request: isSame ? opened : opened.with(edits) };
  };
  const ownIds = ownUpstreamIds(call.ctx, operation.api, target, value, own);
  return isPromise(ownIds) ? ownIds.then(finish) : finish(ownIds);
}

/** What a target can do: its provider's abilities, as far as its model does not differ. */
export function capabilitiesOf({ provider, capabilities }: Target): Capabilities {
  return capabilities ? { ...provider.capabilities, ...capabilities } : provider.capabilities;
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
  const spoken = target.api ? apis.filter((api) => isPreferred(api, target.api)) : apis;
  const conversion = findConversion(operation.api, spoken);
  if (!conversion) throw cannotServe(operation, target);
  const boundary = target.provider.id;
  const context = conversionContext(call, service, { boundary, quirks, carries });
  return { conversion, context, source: readPayload(request) };
}

/** What a conversion may know. @param target what it is to know of the one that will be asked. */
export function conversionContext(
  { ctx, emit }: Call,
  service: ResponsesService,
  target: Pick<ConversionContext, 'boundary' | 'quirks' | 'carries'>,
): ConversionContext {
  return {
    ...target,
    rawReasoning: service.rawReasoning ?? 'summary',
    createId,
    warn: (message) => emit({ type: 'warning', message }),
    seal: (purpose, text) => service.sealer.seal(ctx.identity.tenant, purpose, text),
  };
}

/** Endpoints that stand beside another one: a target that prefers that api is asked at them too. */
const beside: Readonly<Partial<Record<ApiName, ApiName>>> = {
  compact: 'responses',
  input_tokens: 'responses',
  count_tokens: 'messages',
};

function isNative(api: ApiName, preferred: ApiName | undefined, apis: readonly ApiName[]) {
  return apis.includes(api) && (preferred === undefined || isPreferred(api, preferred));
}

function isPreferred(api: ApiName, preferred: ApiName | undefined): boolean {
  return api === preferred || beside[api] === preferred;
}

/** Apis whose requests may carry what only its maker can read. */
const listOfItems: ReadonlySet<ApiName> = new Set(['responses', 'compact', 'input_tokens']);
const listOfMessages: ReadonlySet<ApiName> = new Set(['messages', 'count_tokens']);

/** What only its maker can read goes back to its maker alone. */
function unwrapOpaque(
  call: Call,
  api: ApiName,
  target: Target,
  request: Payload<ApiRequest>,
): Payload<ApiRequest> {
  const { id } = target.provider;
  const { input, messages } = readPayload(request) as Readonly<Record<string, unknown>>;
  const edits: Record<string, unknown> = {};
  if (listOfItems.has(api)) edits.input = unwrapItems(input, id, warnIn(call));
  if (listOfMessages.has(api)) edits.messages = unwrapBlocks(messages, id, warnIn(call));
  const { quirks = [] } = capabilitiesOf(target);
  if (api === 'chat') edits.messages = chatServersOwn(messages, quirks, warnIn(call));
  return edits.input || edits.messages ? request.with(edits) : request;
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
