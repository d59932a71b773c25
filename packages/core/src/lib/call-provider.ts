import type { ResponseResource, ResponsesRequest } from '@gw/schema';
import type { ApiRequest, ApiResponse } from './api.ts';
import type { Call } from './call.ts';
import { collectStream } from './collect.ts';
import { stopQuietly, untilContent } from './commit.ts';
import type { Answer } from './context.ts';
import { GatewayError } from './errors.ts';
import type { Attempt } from './hooks.ts';
import type { AnyOperation, ResponseCollector } from './operation.ts';
import { type DeepReadonly, type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { JsonReply, ProviderRequest, StreamReply } from './provider.ts';
import { collectDrafts } from './responses/collect-drafts.ts';
import { toResponsesEvents } from './responses/render-events.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { errorInFrame } from './stream-error.ts';
import { type PreparedRequest, warnIn } from './target-request.ts';
import { upstreamAnswer } from './upstream-answer.ts';

/** One provider call, up to the point where it can no longer be repeated. */
export async function callProvider(
  call: Call,
  prepared: PreparedRequest,
  attempt: Attempt,
  service: ResponsesService,
): Promise<Answer> {
  const { ctx } = call;
  const { target, request: body } = attempt;
  const { provider, model } = target;
  const { signal, headers, requestId } = ctx;
  const request = { api: attempt.api, model, stream: wantsStream(body), body } as ProviderRequest;
  signal.throwIfAborted();
  const options = { signal, headers, requestId, warn: warnIn(call) };
  const reply = await provider.call(request, options);
  for (const message of reply.warnings ?? []) call.emit({ type: 'warning', message });
  const origin = { provider: provider.id, model };
  const answer = reply.stream
    ? await settleStream(call, prepared, reply, provider.id)
    : settleJson(reply, prepared, provider.id);
  return upstreamAnswer(call, { ...answer, origin }, prepared, target, service);
}

function settleJson(
  reply: JsonReply,
  { operation, request }: PreparedRequest,
  provider: string,
): Answer {
  checkJson(reply.json, operation, provider);
  if (!reply.isDraft) return reply;
  const collector = draftCollector(request);
  const told = readPayload(reply.json) as DeepReadonly<ResponseResource>;
  for (const event of toResponsesEvents(told)) collector.push(event);
  return { ...reply, json: payloadFromValue(collector.end() as ApiResponse), isDraft: false };
}

function draftCollector(request: Payload<ApiRequest>): ResponseCollector<'responses'> {
  return collectDrafts(readPayload(request) as DeepReadonly<ResponsesRequest>);
}

/**
 * A body that is no JSON, or tells an error under a status of 200, is the upstream's failure while it
 * can still be repeated. Providers that read their bodies themselves have parsed it already; it is
 * parsed once.
 * @throws {GatewayError} what the upstream reported, or `upstream_invalid_response`
 */
function checkJson(body: Payload<ApiResponse>, operation: AnyOperation, provider: string): void {
  let event: unknown;
  try {
    event = readPayload(body);
  } catch (cause) {
    const message = `Upstream "${provider}" answered with something that is not a JSON object.`;
    throw new GatewayError('upstream_invalid_response', message, { cause });
  }
  const error = errorInFrame({ kind: 'event', event }, provider);
  if (error) throw error;
  const fault = operation.faultOf?.(readPayload(body));
  if (fault === undefined) return;
  const message = `Upstream "${provider}" answered with something that is no answer: ${fault}.`;
  throw new GatewayError('upstream_invalid_response', message);
}

/** Hooks and overrides may have switched streaming off upstream; the client's reply stays a stream. */
function wantsStream(body: Payload<ApiRequest>): boolean {
  const request = readPayload(body);
  return 'stream' in request && request.stream === true;
}

/** A stream for a stream, read up to its commit point; a whole response for a client that asked for JSON. */
async function settleStream(
  call: Call,
  { operation: { stream: protocol }, request, way }: PreparedRequest,
  reply: StreamReply,
  provider: string,
): Promise<Answer> {
  if (!protocol) {
    stopQuietly(reply.stream[Symbol.asyncIterator]());
    const message = `Upstream "${provider}" answered with a stream where none was asked for.`;
    throw new GatewayError('upstream_invalid_response', message);
  }
  const { stream, ...head } = reply;
  if (!call.ctx.stream) {
    const collector = reply.isDraft ? draftCollector(request) : undefined;
    const json = payloadFromValue(await collectStream(stream, protocol, provider, collector));
    return { ...head, json, isDraft: false };
  }
  // Who makes the response itself can open it before there is content.
  const isOurs = way !== undefined || reply.isDraft;
  const begin = isOurs ? (event: unknown) => call.begin?.(event, head) : undefined;
  const committed = await untilContent(stream, protocol, provider, begin);
  // A hook may throw this answer away and ask again; then nobody reads the stream to its end.
  call.onRelease(() => stopQuietly(committed[Symbol.asyncIterator]()));
  return { ...head, stream: committed as typeof stream };
}
