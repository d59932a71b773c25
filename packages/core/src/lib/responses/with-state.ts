import type { ResponseResource, ResponsesInputItem, ResponsesRequest } from '@gw/schema';
import type { ApiName, ApiRequest, Awaitable } from '../api.ts';
import type { Call } from '../call.ts';
import { GatewayError, UpstreamError } from '../errors.ts';
import { objectsIn } from '../objects-in.ts';
import type { AnyOperation } from '../operation.ts';
import { type Payload, readPayload } from '../payload.ts';
import { expandInput } from './expand-input.ts';
import type { ResponseStore } from './response-store.ts';
import type { ResponsesService } from './responses-service.ts';
import { compactionPurpose } from './seal.ts';

/** Endpoints whose requests may lean on an earlier response. */
const stateful: ReadonlySet<ApiName> = new Set(['responses', 'compact', 'input_tokens']);

/**
 * A request with all that it refers to written out, since the state is here and not upstream; and
 * the response to come is kept, where the client lets us.
 * @throws {GatewayError} `previous_response_not_found`, `invalid_encrypted_content`,
 *   `unsupported_parameter`, `invalid_value`, naming the field.
 */
export function withState(
  call: Call,
  { api }: AnyOperation,
  request: Payload<ApiRequest>,
  service: ResponsesService,
): Awaitable<WholeRequest> {
  return stateful.has(api)
    ? writeOut(call, api, request, service)
    : { request, relocate: (error) => error };
}

async function writeOut(
  call: Call,
  api: ApiName,
  request: Payload<ApiRequest>,
  service: ResponsesService,
): Promise<WholeRequest> {
  const { store, sealer } = service;
  const { tenant } = call.ctx.identity;
  const asked = request as unknown as Payload<ResponsesRequest>;
  const { input, items, positions } = await expandInput(readPayload(asked), {
    tenant,
    store: {
      get: (owner, id) => store.get(owner, id, call.ctx),
      getItem: (owner, itemId) => store.getItem(owner, itemId),
    },
    maxBytes: service.maxInputBytes,
    sizeOf: service.sizeOf,
    isRewritten: readPayload(asked).input !== inputOf(call.ctx.request),
    isSealed: sealer.isSealed,
    openCompaction: (sealed) => sealer.open(tenant, compactionPurpose, sealed),
    warn: (message) => call.emit({ type: 'warning', message }),
  });
  if (api === 'responses') keepResponse(call, readPayload(asked).store !== false, items, service);
  if (!input) return { request, relocate: (error) => error };
  const whole = asked.with({ input, previous_response_id: undefined });
  return {
    request: whole as unknown as Payload<ApiRequest>,
    relocate: (error) => relocate(error, positions),
  };
}

function inputOf(request: Payload<ApiRequest>) {
  return readPayload(request as unknown as Payload<ResponsesRequest>).input;
}

/** A request that names nothing that is held elsewhere. */
export interface WholeRequest {
  readonly request: Payload<ApiRequest>;
  /** An error about it, with `param` as in the client's own request. */
  relocate(error: unknown): unknown;
}

/** What was held stands before the client's own items, and moves their places. */
function relocate(error: unknown, positions: readonly (number | undefined)[]): unknown {
  if (!(error instanceof GatewayError) || error instanceof UpstreamError) return error;
  const place = /^input\[(\d+)\]/.exec(error.param ?? '');
  if (!place) return error;
  const position = positions[Number(place[1])];
  const param =
    position === undefined
      ? 'previous_response_id'
      : `input[${position}]${error.param?.slice(place[0].length)}`;
  const { code, message, cause, headers } = error;
  return new GatewayError(code, message, { param, cause, headers });
}

function keepResponse(
  call: Call,
  isStored: boolean,
  items: readonly ResponsesInputItem[],
  { store, keepLocally }: ResponsesService,
): void {
  const { tenant } = call.ctx.identity;
  const keep: ResponseStore['set'] | undefined = isStored
    ? (owner, response) => store.set(owner, response)
    : keepLocally;
  call.keep =
    keep &&
    ((response) => {
      const { id, output } = response as ResponseResource;
      // Nobody could ask for what an upstream gave no id.
      if (typeof id !== 'string') return undefined;
      return keep(tenant, { id, items: [...items, ...objectsIn(output as ResponsesInputItem[])] });
    });
}
