import type { ApiResponse } from './api.ts';
import { answerCall, type InferenceOptions, providerOf } from './ask-targets.ts';
import type { Call } from './call.ts';
import { collectStream } from './collect.ts';
import type { Answer, ApiContext } from './context.ts';
import type { GatewayReply } from './door.ts';
import { GatewayError } from './errors.ts';
import { countResponseCharacters } from './estimate.ts';
import { isPromise } from './is-promise.ts';
import { keepQuietly } from './keep-quietly.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import { createRecording } from './recording.ts';
import { replyHeaders } from './reply-headers.ts';
import type { CompleteOptions } from './responses/complete-response.ts';
import { restoreOpaque } from './responses/opaque-items.ts';
import { stampOptions } from './stamp-options.ts';

/** The whole answer as JSON. */
export async function replyWithJson(
  call: Call,
  operation: AnyOperation,
  options: InferenceOptions,
): Promise<GatewayReply> {
  const answer = await answerCall(call, operation, options);
  const told = answer.json ?? (await collectBody(call, answer, operation, options));
  const whole = renameModel(call, told, options);
  const isOurs = answer.origin === undefined;
  const described = { ...stampOptions(call, options), isOurs };
  const body = answer.isFinal ? whole : completeBody(operation, whole, described);
  call.record.firstContentAt = Date.now();
  if (options.chain.hasObservers) recordUsage(call, operation, body);
  const changing = options.chain.onResponse(call.ctx as ApiContext, {
    status: answer.status,
    headers: replyHeaders(call, answer, 'application/json'),
    body,
  });
  const reply = isPromise(changing) ? await changing : changing;
  const sent = reply.body ?? body;
  if (call.keep || options.chain.hasRecorders) {
    const kept = restoreOpaque(readPayload(sent), readPayload(whole)) as ApiResponse;
    await keepQuietly(call, kept);
    const recording = createRecording(call, options.chain, () => undefined);
    const failure = await recording?.end({ outcome: 'completed', response: kept });
    // Nothing has gone out yet: nobody is given an id that leads to nothing.
    if (failure) throw failure;
  }
  if (options.chain.collects) call.record.response = () => readPayload(sent) as ApiResponse;
  call.record.status = reply.status;
  return { status: reply.status, headers: reply.headers, body: sent.bytes() };
}

async function collectBody(
  call: Call,
  answer: Answer & { readonly json?: undefined },
  { stream: protocol }: AnyOperation,
  options: InferenceOptions,
): Promise<Payload<ApiResponse>> {
  // Attempts collect by themselves; a stream here is what a hook answered with.
  if (!protocol) {
    const message = 'A hook answered with a stream on an endpoint without one.';
    throw new GatewayError('internal_error', message);
  }
  const stamp = answer.isDraft ? protocol.openStamp?.(stampOptions(call, options)) : undefined;
  const collector = stamp?.response && { push: stamp.take, end: stamp.response };
  const { stream } = answer;
  return payloadFromValue(await collectStream(stream, protocol, providerOf(answer), collector));
}

/** What only the gateway can say of a response, and what its client did not ask for. */
function completeBody(
  operation: AnyOperation,
  whole: Payload<ApiResponse>,
  options: CompleteOptions,
): Payload<ApiResponse> {
  if (!operation.complete) return whole;
  const edits = operation.complete(readPayload(whole), options);
  return Object.keys(edits).length === 0 ? whole : whole.with(edits);
}

function renameModel(
  call: Call,
  body: Payload<ApiResponse>,
  { replyModel }: InferenceOptions,
): Payload<ApiResponse> {
  if (replyModel === 'upstream' || !('model' in readPayload(body))) return body;
  const named = (body as unknown as Payload<{ model: string }>).with({ model: call.ctx.model });
  try {
    named.bytes();
  } catch (cause) {
    const message = 'The upstream answered with JSON that cannot be edited safely.';
    throw new GatewayError('upstream_invalid_response', message, { cause });
  }
  return named as unknown as Payload<ApiResponse>;
}

/** For observers alone. */
function recordUsage(call: Call, operation: AnyOperation, body: Payload<ApiResponse>): void {
  const response = readPayload(body);
  call.record.usage = operation.usageOf(response);
  call.record.outputCharacters = countResponseCharacters(response);
}
