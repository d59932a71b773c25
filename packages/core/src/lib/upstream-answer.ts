import type { ResponseResource } from '@gw/schema';
import type { ApiResponse, Awaitable } from './api.ts';
import type { Call } from './call.ts';
import type { Answer } from './context.ts';
import type { Quirk } from './conversion.ts';
import { convertFrames, type StreamWay } from './convert-frames.ts';
import { createId } from './create-id.ts';
import { mapReads } from './map-reads.ts';
import { wrapBlockFrame, wrapBlocks } from './messages/wrapped-blocks.ts';
import type { AnyOperation, EventFrame } from './operation.ts';
import { operationOf } from './operations/index.ts';
import { type Payload, readPayload } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import type { Target } from './registry.ts';
import { openRepair, type RepairContext, repairOutput } from './responses/repair.ts';
import type { ResponsesService } from './responses/responses-service.ts';
import { compactionPurpose } from './responses/seal.ts';
import {
  type CompactionSeal,
  hasCompaction,
  sealFrames,
  sealItems,
} from './responses/sealed-compactions.ts';
import { wrapFrame, wrapItems } from './responses/wrapped-items.ts';
import { capabilitiesOf, type PreparedRequest } from './target-request.ts';

/**
 * What an upstream that speaks Responses or Messages has answered, with opaque content named after its maker
 * where it could reach another one, and repaired where the target names quirks.
 */
export function upstreamAnswer(
  { ctx }: Call,
  answer: Answer,
  { operation }: PreparedRequest,
  target: Target,
  service: ResponsesService,
): Awaitable<Answer> {
  const boundary = target.provider.id;
  if (operation.api === 'messages' && service.wrapsOpaque) return wrapMessage(answer, boundary);
  if (operation.api !== 'responses' && operation.api !== 'compact') return answer;
  return ownAnswer(ctx, answer, operation, target, service);
}

async function ownAnswer(
  { identity }: Call['ctx'],
  answer: Answer,
  operation: AnyOperation,
  target: Target,
  service: ResponsesService,
): Promise<Answer> {
  const boundary = target.provider.id;
  const { tenant } = identity;
  const seal = (text: string) => service.sealer.seal(tenant, compactionPurpose, text);
  const sealed = service.hasTenants ? await sealAnswer(answer, { boundary, seal }) : answer;
  const wrapped = service.wrapsOpaque ? wrapAnswer(sealed, boundary) : sealed;
  const repair = operation.api === 'responses' ? repairOf(target, service) : undefined;
  return repair ? repairAnswer(wrapped, repair) : wrapped;
}

async function sealAnswer(answer: Answer, seal: CompactionSeal): Promise<Answer> {
  if (!answer.json) {
    const stream = mapReads(answer.stream, (frames) => sealFrames(frames, seal));
    return { ...answer, stream: stream as typeof answer.stream };
  }
  const { output } = readPayload(answer.json) as { readonly output?: unknown };
  if (!hasCompaction(output)) return answer;
  return withOutput(answer, answer.json, await sealItems(output, seal));
}

function withOutput(answer: Answer, json: Payload<ApiResponse>, output: unknown): Answer {
  return withMembers(answer, json, { output });
}

function withMembers(answer: Answer, json: Payload<ApiResponse>, edits: object): Answer {
  const edited = (json as unknown as Payload<object>).with(edits);
  return { ...answer, json: edited as unknown as Payload<ApiResponse>, stream: undefined };
}

function wrapAnswer(answer: Answer, boundary: string): Answer {
  if (!answer.json) return { ...answer, stream: mapEvents(answer.stream, boundary, wrapFrame) };
  const told = readPayload(answer.json) as { readonly output?: unknown };
  const output = wrapItems(told.output, boundary);
  return output ? withOutput(answer, answer.json, output) : answer;
}

function mapEvents(
  stream: NonNullable<Answer['stream']>,
  boundary: string,
  change: (frame: EventFrame, boundary: string) => EventFrame,
): typeof stream {
  const map = (frame: StreamFrame) => (frame.kind === 'event' ? change(frame, boundary) : frame);
  return mapReads(stream, (frames) => frames.map(map)) as typeof stream;
}

function wrapMessage(answer: Answer, boundary: string): Answer {
  if (!answer.json)
    return { ...answer, stream: mapEvents(answer.stream, boundary, wrapBlockFrame) };
  const told = readPayload(answer.json) as { readonly content?: unknown };
  const content = wrapBlocks(told.content, boundary);
  return content ? withMembers(answer, answer.json, { content }) : answer;
}

/** Quirks that are no matter of responses. */
const ofChat: ReadonlySet<Quirk> = new Set(['max_tokens', 'strict_messages']);

/** A dialect that somebody chose holds for upstreams too; without one theirs is left alone. */
function repairOf(target: Target, service: ResponsesService): RepairContext | undefined {
  const quirks = (capabilitiesOf(target).quirks ?? []).filter((quirk) => !ofChat.has(quirk));
  const chosen = service.rawReasoning;
  if (quirks.length === 0 && chosen === undefined) return undefined;
  return { quirks, rawReasoning: chosen ?? 'summary', createId };
}

function repairAnswer(answer: Answer, repair: RepairContext): Answer {
  if (answer.json) {
    const { output } = readPayload(answer.json) as Partial<ResponseResource>;
    return withOutput(answer, answer.json, repairOutput(output, repair));
  }
  const provider = answer.origin?.provider ?? 'gateway';
  const { stream: protocol } = operationOf('responses');
  if (!protocol) return answer;
  const reducer = openRepair(repair) as unknown as StreamWay['reducer'];
  const stream = convertFrames(answer.stream, { reducer, from: protocol, to: protocol, provider });
  return { ...answer, isDraft: true, stream: stream as typeof answer.stream };
}
