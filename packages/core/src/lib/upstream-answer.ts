import type { ResponseResource, ResponsesOutputItem } from '@gw/schema';
import type { ApiResponse } from './api.ts';
import type { Answer } from './context.ts';
import { convertFrames, type StreamWay } from './convert-frames.ts';
import { createId } from './create-id.ts';
import { mapReads } from './map-reads.ts';
import { operationOf } from './operations/index.ts';
import { type Payload, readPayload } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import type { Target } from './registry.ts';
import { openRepair, type RepairContext, repairOutput } from './responses/repair.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { wrapFrame, wrapItems } from './responses/wrapped-items.ts';
import { capabilitiesOf, type PreparedRequest } from './target-request.ts';

/**
 * What an upstream that speaks Responses has answered, with opaque content named after its maker
 * where it could reach another one, and repaired where the target names quirks.
 */
export function upstreamAnswer(
  answer: Answer,
  { operation }: PreparedRequest,
  target: Target,
  service: ResponsesService,
): Answer {
  if (operation.api !== 'responses' && operation.api !== 'compact') return answer;
  const wrapped = service.wrapsOpaque ? wrapAnswer(answer, target.provider.id) : answer;
  const repair = operation.api === 'responses' ? repairOf(target, service) : undefined;
  return repair ? repairAnswer(wrapped, repair) : wrapped;
}

function wrapAnswer(answer: Answer, boundary: string): Answer {
  if (!answer.json) return { ...answer, stream: wrapStream(answer.stream, boundary) };
  const json = answer.json as unknown as Payload<{ output?: unknown }>;
  const output = wrapItems(readPayload(json).output, boundary);
  if (!output) return answer;
  return { ...answer, json: json.with({ output }) as unknown as Payload<ApiResponse> };
}

function wrapStream(stream: NonNullable<Answer['stream']>, boundary: string): typeof stream {
  const wrap = (frame: StreamFrame) =>
    frame.kind === 'event' ? wrapFrame(frame, boundary) : frame;
  return mapReads(stream, (frames) => frames.map(wrap)) as typeof stream;
}

/** A dialect that somebody chose holds for upstreams too; without one theirs is left alone. */
function repairOf(target: Target, service: ResponsesService): RepairContext | undefined {
  const quirks = (capabilitiesOf(target).quirks ?? []).filter((quirk) => quirk !== 'max_tokens');
  const chosen = service.rawReasoning;
  if (quirks.length === 0 && chosen === undefined) return undefined;
  return { quirks, rawReasoning: chosen ?? 'summary', createId };
}

function repairAnswer(answer: Answer, repair: RepairContext): Answer {
  if (answer.json) {
    const json = answer.json as unknown as Payload<ResponseResource>;
    const output = repairOutput(readPayload(json).output as ResponsesOutputItem[], repair);
    return { ...answer, json: json.with({ output }) as unknown as Payload<ApiResponse> };
  }
  const provider = answer.origin?.provider ?? 'gateway';
  const { stream: protocol } = operationOf('responses');
  if (!protocol) return answer;
  const reducer = openRepair(repair) as unknown as StreamWay['reducer'];
  const stream = convertFrames(answer.stream, { reducer, from: protocol, to: protocol, provider });
  return { ...answer, isDraft: true, stream: stream as typeof answer.stream };
}
