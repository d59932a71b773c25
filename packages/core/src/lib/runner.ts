import type { InferenceOptions } from './ask-targets.ts';
import { type Call, cancelReason, failedOutcome } from './call.ts';
import type { Identity, RouteReply } from './context.ts';
import type { GatewayReply, GatewayRequest, HeaderLines } from './door.ts';
import { toGatewayError } from './errors.ts';
import { type GatewayCallOptions, openGatewayCall } from './gateway-call.ts';
import { toHeaderLines } from './header-lines.ts';
import { replyWithJson } from './json-reply.ts';
import type { AnyOperation } from './operation.ts';
import { orAborted } from './or-aborted.ts';
import { readPayload } from './payload.ts';
import { parseApiRequest, refuseOtherMedia } from './read-request.ts';
import { errorReply } from './render-error.ts';
import type { Destination, Router } from './router.ts';
import { showError } from './show-error.ts';
import { replyWithStream } from './stream-reply.ts';
import { checkSwitches } from './switches.ts';

export interface RunnerOptions extends InferenceOptions, GatewayCallOptions {
  readonly router: Router;
  readonly maxBodyBytes: number;
  /** Who is calling, where that has been said before. Default: `authenticate` hooks say it. */
  readonly identity?: Identity | undefined;
  /** Resolves once hooks have started. @throws {GatewayError} `unavailable` when the gateway is closed. */
  ready(): Promise<void> | undefined;
}

/** One request, front to back. Never rejects: every failure is a reply. */
export async function runRequest(
  request: GatewayRequest,
  options: RunnerOptions,
): Promise<GatewayReply> {
  const dialect = options.router.dialectAt(request.path);
  const call = openGatewayCall(request, options, dialect);
  try {
    return await orAborted(findReply(call, request, options), call.ctx.signal);
  } catch (thrown) {
    return replyWithError(call, thrown, options);
  }
}

async function findReply(
  call: Call,
  request: GatewayRequest,
  options: RunnerOptions,
): Promise<GatewayReply> {
  const starting = options.ready();
  if (starting !== undefined) await starting;
  const destination = options.router.find(request.method, request.path);
  await authenticate(call, request, destination, options);
  return destination.kind === 'route'
    ? await replyFromRoute(call, request, destination)
    : await replyFromOperation(call, request, destination.operation, options);
}

/** Before the body is read, on every path but those that say otherwise. */
export async function authenticate(
  call: Call,
  request: GatewayRequest,
  destination: Destination,
  { chain, identity: known }: RunnerOptions,
) {
  if (destination.kind === 'route' && destination.route.authenticate === false) return;
  const identity = known ?? (await chain.authenticate(request, call.ctx));
  if (identity) call.ctx.identity = identity;
}

async function replyFromOperation(
  call: Call,
  request: GatewayRequest,
  operation: AnyOperation,
  options: RunnerOptions,
): Promise<GatewayReply> {
  checkSwitches(request.headers);
  refuseOtherMedia(request.headers);
  const body = parseApiRequest(await request.readBody(options.maxBodyBytes), operation);
  call.ctx.api = operation.api;
  call.record.isFree = operation.isFree;
  call.setRequest(body);
  const { stream: protocol } = operation;
  const wanted = readPayload(body);
  call.ctx.stream = protocol !== undefined && 'stream' in wanted && wanted.stream === true;
  if (protocol && call.ctx.stream) return await replyWithStream(call, operation, protocol, options);
  const reply = await replyWithJson(call, operation, options);
  call.settle('completed');
  return reply;
}

async function replyFromRoute(
  call: Call,
  request: GatewayRequest,
  { route, params }: Extract<Destination, { kind: 'route' }>,
): Promise<GatewayReply> {
  const made = await route.handle(call.ctx, request, params);
  const reply = toReply(made, call.replyHeaders);
  call.record.status = reply.status;
  call.settle('completed');
  return reply;
}

function toReply(made: RouteReply, headers: HeaderLines): GatewayReply {
  if (!('json' in made)) {
    return { ...made, headers: [...headers, ...toHeaderLines(made.headers)] };
  }
  const { json, status = 200 } = made;
  return {
    status,
    headers: [...headers, ['content-type', 'application/json']],
    body: JSON.stringify(json),
  };
}

export async function replyWithError(
  call: Call,
  thrown: unknown,
  options: RunnerOptions,
): Promise<GatewayReply> {
  const error = cancelReason(call) ?? toGatewayError(thrown);
  // A hook that takes for ever is waited for as long as the client waits.
  const showing = showError(call, error, options);
  const shown = await orAborted(showing, call.ctx.signal).catch(() => error);
  call.record.error = error;
  call.record.status = shown.status;
  call.settle(failedOutcome(call));
  const body = call.dialect.renderError(shown, call.ctx.requestId);
  return errorReply(shown, call.replyHeaders, body);
}
