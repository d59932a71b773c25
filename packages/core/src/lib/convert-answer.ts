import type { ApiResponse } from './api.ts';
import type { Call } from './call.ts';
import { stopQuietly } from './commit.ts';
import type { Answer } from './context.ts';
import { convertFrames } from './convert-frames.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromValue, readPayload } from './payload.ts';
import type { ConversionWay } from './target-request.ts';

/** A target's answer told in the client's api: JSON as JSON, a stream as a stream. */
export async function convertAnswer(
  call: Call,
  operation: AnyOperation,
  targetOperation: AnyOperation,
  way: ConversionWay,
  answer: Answer,
): Promise<Answer> {
  const { conversion, context, source } = way;
  const { stream, json, ...head } = answer;
  if (json) {
    const response = await conversion.response(readPayload(json), source, context);
    return { ...head, json: payloadFromValue(response) as Payload<ApiResponse> };
  }
  const reducer = await conversion.openStream?.(source, context);
  const { stream: from } = targetOperation;
  const { stream: to } = operation;
  if (!reducer || !from || !to) throw new TypeError(`"${conversion.from}" does not stream.`);
  const provider = answer.origin?.provider ?? 'gateway';
  const converted = convertFrames(stream, { reducer, from, to, provider });
  call.onRelease(() => stopQuietly(converted[Symbol.asyncIterator]()));
  return { ...head, isDraft: true, stream: converted as typeof stream };
}
