import type { ApiRequest, ApiResponse } from './api.ts';
import { type AttemptsOptions, runAttempts } from './attempts.ts';
import type { Call } from './call.ts';
import { collectStream } from './collect.ts';
import type { Answer, ApiContext } from './context.ts';
import type { GatewayReply, HeaderLines } from './door.ts';
import { GatewayError } from './errors.ts';
import { countEventCharacters, countResponseCharacters, estimateUsage } from './estimate.ts';
import { passedReplyHeaders } from './headers.ts';
import { type KeepAliveOptions, keepAliveBytes } from './keep-alive.ts';
import type { AnyOperation, StreamProtocol } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import { type OpenStream, pumpStream } from './pump.ts';
import type { Registry } from './registry.ts';
import { silent, watchSilence } from './silence.ts';
import { createStreamEncoder } from './stream-encoder.ts';

/** What every inference call of a gateway needs. */
export interface InferenceOptions extends AttemptsOptions {
  readonly registry: Registry;
  readonly keepAlive: Required<KeepAliveOptions>;
  /** `requested`: replies name the model that the client asked for. */
  readonly replyModel: 'upstream' | 'requested';
}

/** The call and run rings: `onRequest` may answer at once, `wrapRun` wraps what else answers. */
async function answerCall(
  call: Call,
  operation: AnyOperation,
  options: InferenceOptions,
): Promise<Answer> {
  const { chain } = options;
  const ctx = call.ctx as ApiContext;
  const response = await chain.onRequest(ctx, call.setRequest);
  if (response) return { status: 200, headers: {}, json: payloadFromValue(response) };
  return chain.run(ctx, (request = ctx.request) => askTargets(call, operation, request, options));
}

/** Resolves the request's model and asks its targets: the part that calls made by modules share. */
export async function askTargets(
  call: Call,
  operation: AnyOperation,
  request: Payload<ApiRequest>,
  options: InferenceOptions,
): Promise<Answer> {
  const { model } = readPayload(request) as { readonly model?: string | null };
  if (!model) throw missingModel();
  const plan = await options.registry.resolve(model, call.ctx);
  if (!plan || plan.targets.length === 0) throw unknownModel(model);
  const answer = await runAttempts(call, operation, plan, request, options);
  call.record.origin = answer.origin;
  return answer;
}

/** The whole answer as JSON. Settles the call. */
export async function replyWithJson(
  call: Call,
  operation: AnyOperation,
  options: InferenceOptions,
): Promise<GatewayReply> {
  const answer = await answerCall(call, operation, options);
  const body = renameModel(call, await wholeBody(answer, operation), options);
  call.record.firstContentAt = Date.now();
  if (options.chain.hasObservers) recordResponse(call, operation, body);
  const reply = await options.chain.onResponse(call.ctx as ApiContext, {
    status: answer.status,
    headers: replyHeaders(call, answer, 'application/json'),
    body,
  });
  const sent = reply.body ?? body;
  if (options.chain.collects) call.record.response = () => readPayload(sent) as ApiResponse;
  call.record.status = reply.status;
  return { status: reply.status, headers: reply.headers, body: sent.bytes() };
}

/** The answer as an event stream. The pump settles the call. */
export async function replyWithStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
): Promise<GatewayReply> {
  const { chain, keepAlive } = options;
  const opening = openStream(call, operation, protocol, options);
  const keepAliveMs = keepAlive.afterMs === false ? undefined : keepAlive.afterMs;
  const watch = watchSilence(keepAliveMs, call.ctx.signal);
  const first = await watch.wait(opening).finally(watch.stop);
  const startsSilent = first === silent;
  const headers = startsSilent ? replyHeaders(call, undefined, eventStream) : first.headers;
  call.record.status = startsSilent ? 200 : first.status;
  const body = pumpStream(call, {
    protocol,
    opening,
    keepAliveMs,
    keepAlive: keepAliveBytes(keepAlive, protocol),
    startsSilent,
    toClientError: (error) => chain.onError(call.ctx, error),
  });
  return { status: call.record.status, headers: [...headers, ...streamHeaders], body };
}

const eventStream = 'text/event-stream; charset=utf-8';

/** Proxies must not store, transform or buffer a stream. */
const streamHeaders: HeaderLines = [
  ['cache-control', 'no-cache, no-transform'],
  ['x-accel-buffering', 'no'],
];

interface OpenedStream extends OpenStream {
  readonly status: number;
  readonly headers: HeaderLines;
}

/** The stream up to its first content, with its head as `onResponse` leaves it. */
async function openStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
): Promise<OpenedStream> {
  const { chain } = options;
  const ctx = call.ctx as ApiContext;
  const answer = await answerCall(call, operation, options);
  call.record.firstContentAt = Date.now();
  const { status, headers } = await chain.onResponse(ctx, {
    status: answer.status,
    headers: replyHeaders(call, answer, eventStream),
    body: undefined,
  });
  const provider = answer.origin?.provider ?? 'gateway';
  const collector = chain.collects ? protocol.collect() : undefined;
  if (chain.hasObservers) recordStream(call, collector && (() => collector.end()));
  const encoder = createStreamEncoder({
    protocol,
    provider,
    stripsUsage: protocol.askForUsage(readPayload(call.ctx.request)) !== undefined,
    transforms: chain.openTransforms(ctx),
    collector,
    replyModel: options.replyModel === 'requested' ? ctx.model : undefined,
    onUsage: (usage) => {
      call.record.usage = usage;
    },
    onContent: chain.hasObservers
      ? (event) => {
          call.record.outputCharacters += countEventCharacters(event);
        }
      : undefined,
  });
  return { frames: framesOf(answer, protocol), encoder, provider, status, headers };
}

/** A stream's frames; a whole response becomes one read of them. */
function framesOf(answer: Answer, protocol: StreamProtocol): AsyncIterable<readonly StreamFrame[]> {
  if (answer.stream) return answer.stream;
  const events = protocol.toEvents(readPayload(answer.json));
  const frames: StreamFrame[] = events.map((event) => ({
    kind: 'event',
    event,
    name: protocol.nameOf?.(event),
  }));
  if (protocol.endsWithDone) frames.push({ kind: 'done' });
  return (async function* () {
    yield frames;
  })();
}

async function wholeBody(
  answer: Answer,
  { stream: protocol }: AnyOperation,
): Promise<Payload<ApiResponse>> {
  if (answer.json) return answer.json;
  // Attempts collect by themselves; a stream here is what a hook answered with.
  if (!protocol)
    throw new GatewayError(
      'internal_error',
      'A hook answered with a stream on an endpoint without one.',
    );
  return payloadFromValue(
    await collectStream(answer.stream, protocol, answer.origin?.provider ?? 'gateway'),
  );
}

function renameModel(
  call: Call,
  body: Payload<ApiResponse>,
  { replyModel }: InferenceOptions,
): Payload<ApiResponse> {
  if (replyModel === 'upstream' || !('model' in readPayload(body))) return body;
  return (body as Payload<{ model: string }>).with({
    model: call.ctx.model,
  }) as unknown as Payload<ApiResponse>;
}

/** Usage is read for observers alone: without them a JSON body passes unparsed. */
function recordResponse(call: Call, operation: AnyOperation, body: Payload<ApiResponse>): void {
  const response = readPayload(body);
  call.record.usage =
    operation.usageOf(response) ??
    estimateUsage(readPayload(call.ctx.request), countResponseCharacters(response));
}

/** Streams are counted while they pass, and estimated at the end where no upstream told. */
function recordStream(call: Call, response: (() => ApiResponse | undefined) | undefined): void {
  call.record.response = response;
  call.onRelease(() => {
    call.record.usage ??= estimateUsage(
      readPayload(call.ctx.request),
      call.record.outputCharacters,
    );
  });
}

function replyHeaders(call: Call, answer: Answer | undefined, contentType: string): HeaderLines {
  const passed = answer ? passedReplyHeaders(answer.headers) : [];
  return [...call.replyHeaders, ['content-type', contentType], ...passed];
}

function missingModel(): GatewayError {
  const message = 'Missing required parameter: "model".';
  return new GatewayError('missing_required_parameter', message, { param: 'model' });
}

function unknownModel(model: string): GatewayError {
  const message = `The model "${model}" does not exist or you do not have access to it.`;
  return new GatewayError('model_not_found', message, { param: 'model' });
}
