import { respond } from '../../behaviours/respond.ts';
import { stream } from '../../behaviours/stream.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';
import { anthropicFrame, toEvents } from './anthropic-events.ts';

/**
 * One answer of the Messages API, as its reference describes a `Message`.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export interface AnthropicAnswer {
  /** Content blocks as a whole answer has them. */
  readonly content: readonly AnthropicBlock[];
  /** Default: `tool_use` where a block is a call, else `end_turn`. */
  readonly stopReason?: string;
  /** Of a refusal: its category, and why. Default: null. */
  readonly stopDetails?: object | null;
  /** Over those of the default: 25 tokens in, 15 out, none of the cache. */
  readonly usage?: Readonly<Record<string, unknown>>;
}

/** A content block by its `type`, with its members. */
export type AnthropicBlock = Readonly<Record<string, unknown>> & { readonly type: string };

/** Sent with every answer. @see https://platform.claude.com/docs/en/api/errors#request-id */
const headers = { 'request-id': 'req_018EeWyXxfu5pfWkrYcMdjWG' };

/** The whole answer. Its model is the one that was asked. */
export function anthropicJson(answer: AnthropicAnswer): Behaviour {
  return (steps, request, context) =>
    respond({ json: toMessage(answer, request.json), headers })(steps, request, context);
}

/**
 * The same as a stream, each event a frame.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function anthropicStream(answer: AnthropicAnswer): Behaviour {
  return (steps, request, context) => {
    const events = toEvents(toMessage(answer, request.json));
    return stream(events.map(anthropicFrame), { headers })(steps, request, context);
  };
}

/** As a stream or not, as it was asked. */
export function anthropicAnswer(answer: AnthropicAnswer): Behaviour {
  return (steps, request, context) => {
    const isStream = (request.json as { readonly stream?: unknown }).stream === true;
    const behaviour = isStream ? anthropicStream(answer) : anthropicJson(answer);
    return behaviour(steps, request, context);
  };
}

/** A whole `Message`. */
export interface AnthropicMessage extends Readonly<Record<string, unknown>> {
  readonly content: readonly AnthropicBlock[];
  readonly stop_reason: string;
  readonly stop_details: object | null;
  readonly usage: Readonly<Record<string, unknown>>;
}

function toMessage(answer: AnthropicAnswer, request: unknown): AnthropicMessage {
  const { content, stopDetails = null, usage } = answer;
  const hasCall = content.some(({ type }) => type === 'tool_use');
  const { stopReason = hasCall ? 'tool_use' : 'end_turn' } = answer;
  return {
    id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
    type: 'message',
    role: 'assistant',
    model: (request as { readonly model: string }).model,
    container: null,
    content,
    stop_reason: stopReason,
    stop_sequence: stopReason === 'stop_sequence' ? 'END' : null,
    stop_details: stopDetails,
    usage: {
      input_tokens: 25,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 15,
      output_tokens_details: null,
      server_tool_use: null,
      service_tier: 'standard',
      ...usage,
    },
  };
}
