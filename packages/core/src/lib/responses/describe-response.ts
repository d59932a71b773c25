import type { ResponseResource, ResponsesRequest, ResponsesTool } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import { type Members, withoutNulls } from './members.ts';

type Request = DeepReadonly<ResponsesRequest>;

/** What a response says of itself before anything has happened: the request's own words, or defaults. */
export type ResponseEcho = Omit<ResponseResource, 'id' | 'created_at' | 'model'>;

/**
 * All members of a response that follow from its request, as the contract wants them always filled.
 * @see https://www.openresponses.org/specification
 */
export function describeResponse(request: Request): ResponseEcho {
  return {
    object: 'response',
    completed_at: null,
    status: 'in_progress',
    incomplete_details: null,
    previous_response_id: request.previous_response_id ?? null,
    instructions: request.instructions ?? null,
    output: [],
    error: null,
    usage: null,
    ...describeTools(request),
    ...describeSettings(request),
    ...describeService(request),
  };
}

function describeTools(request: Request) {
  return {
    tools: (request.tools ?? []).map(describeTool),
    tool_choice: describeChoice(request.tool_choice) as ResponseResource['tool_choice'],
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    max_tool_calls: request.max_tool_calls ?? null,
  };
}

/** The contract has no optional members here. */
function describeTool(tool: DeepReadonly<ResponsesTool>): ResponsesTool {
  if (tool.type !== 'function') return tool as ResponsesTool;
  const defaults = { description: null, parameters: null, strict: null };
  return { ...defaults, ...tool } as ResponsesTool;
}

function describeChoice(choice: Request['tool_choice']) {
  if (!choice) return 'auto';
  const isAllowed = typeof choice === 'object' && choice.type === 'allowed_tools';
  return isAllowed ? { ...choice, mode: choice.mode ?? 'auto' } : choice;
}

function describeSettings(request: Request) {
  const { effort = null, summary = null, ...more } = request.reasoning ?? {};
  return {
    text: describeText(request.text) as ResponseResource['text'],
    reasoning: { effort, summary, ...more },
    temperature: request.temperature ?? 1,
    top_p: request.top_p ?? 1,
    presence_penalty: request.presence_penalty ?? 0,
    frequency_penalty: request.frequency_penalty ?? 0,
    top_logprobs: request.top_logprobs ?? 0,
    max_output_tokens: request.max_output_tokens ?? null,
    truncation: request.truncation ?? ('disabled' as const),
  };
}

/** OpenAI echoes the schema itself, and clients read it back; the contract's `null` would lose it. */
function describeText(text: Request['text']): Members {
  const format = text?.format ?? { type: 'text' };
  const optional = format.type === 'json_schema' ? { description: null, strict: false } : {};
  return { ...withoutNulls(text ?? {}), format: { ...optional, ...withoutNulls(format) } };
}

function describeService(request: Request) {
  return {
    store: request.store ?? true,
    background: request.background ?? false,
    service_tier: request.service_tier ?? 'default',
    metadata: { ...request.metadata },
    safety_identifier: request.safety_identifier ?? null,
    prompt_cache_key: request.prompt_cache_key ?? null,
  };
}

/** Members that go upstream in another form than the client sent them; it gets its own back. */
const keptFromUpstream = [
  'previous_response_id',
  'store',
  'safety_identifier',
  'prompt_cache_key',
] as const;

/**
 * What must be said differently of a response that an upstream described: what it was not told as
 * the client said it, and members that it left out. Empty where it says all as it should.
 * @param decided members that say what we say, whatever the upstream does.
 */
export function correctDescription(
  response: Members,
  echo: ResponseEcho & Members,
  decided: readonly string[] = [],
): Members {
  const edits: Members = {};
  for (const [name, value] of Object.entries(echo)) {
    // What the contract wants there is missing too where somebody wrote null.
    const isMissing = response[name] === undefined || (response[name] === null && value !== null);
    if (isMissing) edits[name] = value;
  }
  for (const name of [...keptFromUpstream, ...decided]) {
    if (response[name] !== echo[name]) edits[name] = echo[name];
  }
  return edits;
}
