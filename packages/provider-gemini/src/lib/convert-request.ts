import type { DeepReadonly } from '@gw/core';
import {
  isMembers,
  type MediaAt,
  type Members,
  objectsIn,
  type ToolNames,
  unsupported,
} from '@gw/provider-utils';
import type { ResponsesRequest } from '@gw/schema';
import { convertItems } from './convert-items.ts';
import { convertServiceTier, convertSettings } from './convert-settings.ts';
import { convertToolChoice } from './convert-tool-choice.ts';
import { convertTools } from './convert-tools.ts';
import type { Content, GenerateContentRequest, Part, SafetySetting } from './gemini-api.ts';
import { traitsOf } from './model-traits.ts';
import { otherMembers } from './other-members.ts';
import type { RequestContext } from './request-context.ts';
import { createGeminiNames } from './tool-names.ts';

/** A request as Gemini gets it, and what its answer has to be told by. */
export interface ConvertedRequest {
  readonly body: GenerateContentRequest;
  readonly names: ToolNames;
  /** What was not done as asked. */
  readonly warnings: readonly string[];
}

export interface ConvertingOptions {
  readonly mediaAt: MediaAt;
  /** Default: the model's own. */
  readonly safetySettings?: readonly SafetySetting[] | undefined;
}

/**
 * A Responses request as one of Gemini's. All state has been written out: the input is the whole
 * conversation.
 * @param model Gemini's name of it: what can be asked depends on the model.
 * @throws {GatewayError} `unsupported_parameter` naming what Gemini cannot be told; `invalid_value`,
 *   `invalid_type` or `missing_required_parameter` for what has no meaning.
 * @see https://ai.google.dev/api/generate-content
 */
export function convertRequest(
  request: DeepReadonly<ResponsesRequest>,
  model: string,
  { mediaAt, safetySettings }: ConvertingOptions,
): ConvertedRequest {
  const names = createGeminiNames(request.tools);
  const warnings = new Set<string>();
  const config = convertToolChoice(request.tool_choice, names);
  const context: RequestContext = {
    traits: traitsOf(model),
    names,
    mediaAt,
    holdsToSchema: config?.mode === 'ANY' || config?.mode === 'VALIDATED',
    warn: (message) => warnings.add(message),
  };
  const tools = convertTools(request.tools, context);
  const generationConfig = convertSettings(request, context);
  const body: GenerateContentRequest = {
    ...otherMembers(request, context),
    ...convertItems(request, context),
    ...(tools.length > 0 && { tools }),
    ...(config && { toolConfig: { functionCallingConfig: config } }),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
    ...convertServiceTier(request as Members, context),
    ...(safetySettings && { safetySettings }),
    ...writtenForGemini(request as Members),
  };
  return { body, names, warnings: [...warnings] };
}

/** Members in Gemini's own words stand over ours: a target's overrides have them. */
function writtenForGemini(request: Members): Partial<GenerateContentRequest> {
  const { systemInstruction, safetySettings, toolConfig } = request;
  return {
    ...(systemInstruction != null && { systemInstruction: textsOnly(systemInstruction) }),
    ...(Array.isArray(safetySettings) && { safetySettings }),
    ...(isMembers(toolConfig) && { toolConfig: toolConfig as never }),
  };
}

/** Whoever wrote it: a part may name a file that was uploaded with the key, which all tenants share. */
function textsOnly(instruction: unknown): Content {
  const parts = isMembers(instruction) ? objectsIn(instruction.parts) : [];
  if (parts.length > 0 && parts.every((part) => Object.keys(part).join() === 'text')) {
    return { parts: parts as Part[] };
  }
  throw unsupported('systemInstruction', 'its parts must be texts.');
}
