import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import type { GatewayError } from '../errors.ts';
import { countResponseCharacters, estimateUsage } from '../estimate.ts';
import type { StreamStamp } from '../operation.ts';
import { isMembers, lookUpTable, type Members, textOf, withoutNulls } from './members.ts';
import {
  addAnnotation,
  addItem,
  addPart,
  endItem,
  endOpenItems,
  endPart,
  growCall,
  growPart,
  passUnknown,
  type Take,
} from './stamp-items.ts';
import { passFrame } from './stamp-native.ts';
import {
  begin,
  corrections,
  currentResponse,
  numbered,
  openState,
  outputOf,
  type StampOptions,
  type StampState,
  toClient,
} from './stamp-state.ts';

/**
 * Writes a response's stream as its client gets it, once a call, whichever targets were tried and
 * whatever hooks did: it gives the ids, numbers and places, and derives every `.done`, every finished
 * item and every snapshot from the starts and deltas that have gone out.
 * @see https://www.openresponses.org/specification
 */
export function createStamp(options: StampOptions): Required<StreamStamp<'responses'>> {
  const state = openState(options);
  return {
    begin: (known) => begin(state, known as Members),
    take: (event) => takeEvent(state, event as unknown as Members),
    pass: (frame) => passFrame(state, frame),
    fail: (error) => fail(state, error),
    response: () => currentResponse(state),
  };
}

function takeEvent(state: StampState, event: Members): ResponsesStreamEvent[] {
  // Nothing is behind the end, and nothing before the beginning.
  if (state.final) return [];
  const take = takes[textOf(event.type)] ?? passUnknown;
  if (state.base || take === open || take === ignore) return take(state, event);
  return [...begin(state, {}), ...take(state, event)];
}

const open: Take = (state, event) => begin(state, isMembers(event.response) ? event.response : {});

/** Said by `begin`, or derived where the part, the call or the item ends. */
const ignore: Take = () => [];

const takes = lookUpTable<Take>({
  'response.created': open,
  'response.queued': ignore,
  'response.in_progress': ignore,
  'response.completed': endResponse,
  'response.incomplete': endResponse,
  'response.output_item.added': addItem,
  'response.output_item.done': endItem,
  'response.content_part.added': addPart('content'),
  'response.content_part.done': endPart('content'),
  'response.reasoning_summary_part.added': addPart('summary'),
  'response.reasoning_summary_part.done': endPart('summary'),
  'response.output_text.delta': growPart('content', 'output_text'),
  'response.output_text.annotation.added': addAnnotation,
  'response.output_text.done': ignore,
  'response.refusal.delta': growPart('content', 'refusal'),
  'response.refusal.done': ignore,
  'response.reasoning.delta': growPart('content', 'reasoning_text'),
  'response.reasoning.done': ignore,
  'response.reasoning_text.delta': growPart('content', 'reasoning_text'),
  'response.reasoning_text.done': ignore,
  'response.reasoning_summary_text.delta': growPart('summary', 'summary_text'),
  'response.reasoning_summary_text.done': ignore,
  'response.function_call_arguments.delta': growCall,
  'response.function_call_arguments.done': ignore,
  'response.custom_tool_call_input.delta': growCall,
  'response.custom_tool_call_input.done': ignore,
});

/** The finished response: what its upstream said of it, over what it said in the beginning. */
function endResponse(state: StampState, event: Members): ResponsesStreamEvent[] {
  const status = event.type === 'response.incomplete' ? 'incomplete' : 'completed';
  const told = isMembers(event.response) ? event.response : {};
  const closing = endOpenItems(state, status === 'incomplete');
  const output = outputOf(state, true);
  const ended: Members = {
    ...state.base,
    ...told,
    ...identityOf(state),
    ...corrections(state, { ...state.base, ...told }),
    model: state.base?.model,
    status,
    completed_at: status === 'completed' ? (told.completed_at ?? state.options.nowSeconds()) : null,
    output,
  };
  ended.usage = isMembers(told.usage) ? wholeUsage(told.usage) : estimatedUsage(state, ended);
  state.final = ended;
  const shown = { ...ended, output: output.map((item) => toClient(state, item)) };
  return [...closing, numbered(state, { type: `response.${status}`, response: shown })];
}

/** The same in all snapshots of a stream. */
function identityOf({ base }: StampState): Members {
  return { id: base?.id, object: 'response', created_at: base?.created_at };
}

/** The contract has no optional members here, and a sum of what was told is better than none. */
function wholeUsage(told: Members): Members {
  const { input_tokens = 0, output_tokens = 0 } = told as Record<string, number | undefined>;
  return {
    input_tokens,
    output_tokens,
    total_tokens: input_tokens + output_tokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
    ...withoutNulls(told),
  };
}

/** Where no upstream told: counted in characters, and marked so. */
function estimatedUsage({ options }: StampState, response: Members): Members {
  const characters = countResponseCharacters(response as unknown as ResponseResource);
  const usage = estimateUsage(options.request, characters);
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
    estimated: true,
  };
}

/** The end of a stream that failed: the error, and the response with what it had. */
function fail(state: StampState, error: GatewayError): ResponsesStreamEvent[] {
  const { message, type, param, wireCode } = error;
  const beginning = begin(state, {});
  const output = outputOf(state, false);
  const reason = { code: wireCode ?? type, message };
  const response = { ...state.base, status: 'failed', error: reason, output };
  state.final = { ...response, output: outputOf(state, true) };
  return [
    ...beginning,
    numbered(state, { type: 'error', error: { type, code: wireCode, message, param } }),
    numbered(state, { type: 'response.failed', response }),
  ];
}
