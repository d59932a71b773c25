import type {
  CompactRequest,
  CompactResource,
  InputTokens,
  InputTokensRequest,
  ResponsesRequest,
} from '@gw/schema';
import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import { compactShape, inputTokensShape, responsesShape } from './body-shapes.ts';
import { compactInput } from './compact.ts';
import { jsonSteps, streamSteps } from './json-steps.ts';
import { refuseShape, refuseStreamOptions } from './refuse-shape.ts';
import { refuseState } from './refuse-state.ts';
import { finishedResponse } from './response-object.ts';
import { responsesFrames } from './responses-events.ts';
import { countInputTokens, planResponse } from './responses-plan.ts';

export function answerResponses({ body, origin }: RouteInput): Step[] {
  const refused = refuseShape(body, responsesShape);
  if (refused !== undefined) return refused;
  const request = body as ResponsesRequest;
  const unheld = refuseState(request, origin);
  if (unheld !== undefined) return unheld;
  const plan = planResponse(request, origin);
  if (request.stream === true) return streamSteps(responsesFrames(plan, request));
  return refuseStreamOptions(request) ?? jsonSteps(finishedResponse(plan, request));
}

export function answerCompact({ body, origin }: RouteInput): Step[] {
  const refused = refuseShape(body, compactShape) ?? refuseState(body as CompactRequest, origin);
  if (refused !== undefined) return refused;
  const compacted: CompactResource = compactInput(body as CompactRequest, origin);
  return jsonSteps(compacted);
}

export function answerInputTokens({ body, origin }: RouteInput): Step[] {
  const refused =
    refuseShape(body, inputTokensShape) ?? refuseState(body as InputTokensRequest, origin);
  if (refused !== undefined) return refused;
  const counted: InputTokens = {
    object: 'response.input_tokens',
    input_tokens: countInputTokens(body as InputTokensRequest),
  };
  return jsonSteps(counted);
}
