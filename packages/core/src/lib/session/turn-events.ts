import { GatewayError } from '../errors.ts';
import { createFrameSplitter } from '../sse-splitter.ts';
import { envelopeOfEvent, errorEnvelope, type LooseError } from './error-envelope.ts';

/** Turns the event stream of one response into the messages of a WebSocket. */
export interface TurnEvents {
  /** The messages that these bytes complete. */
  push(bytes: Uint8Array): string[];
  /** What is still to be said when the stream is over. @param cause why it stopped, if it failed. */
  end(cause?: GatewayError): string[];
  /** Whether the response has failed. */
  readonly hasFailed: boolean;
}

/** The few members of an event that matter here. */
interface EventHead {
  readonly type?: unknown;
  readonly sequence_number?: unknown;
  readonly error?: unknown;
  readonly response?: { readonly error?: unknown } | null;
}

interface TurnState {
  hasSent: boolean;
  isOver: boolean;
  hasFailed: boolean;
  /** The `error` event that came before `response.failed`. */
  error: LooseError | undefined;
  /** The number of that event, which is free again: a WebSocket's numbers have no gaps either. */
  skipped: unknown;
}

/**
 * Every event's JSON text is one message, as it came. Comments and `[DONE]` belong to HTTP and stay
 * behind. Of a failure HTTP tells twice (`error`, then `response.failed`), a WebSocket once: with
 * `response.failed` where the client has events of this response already, else with the envelope.
 */
export function createTurnEvents(): TurnEvents {
  const splitter = createFrameSplitter();
  const state: TurnState = {
    hasSent: false,
    isOver: false,
    hasFailed: false,
    error: undefined,
    skipped: undefined,
  };
  return {
    push: (bytes) => splitter.push(bytes).flatMap((frame) => messagesOf(dataOf(frame), state)),
    end(cause) {
      if (state.isOver) return [];
      state.isOver = true;
      state.hasFailed = true;
      return [state.error ? envelopeOfEvent(state.error) : errorEnvelope(cause ?? endedEarly())];
    },
    get hasFailed() {
      return state.hasFailed;
    },
  };
}

function messagesOf(data: string, state: TurnState): string[] {
  if (data === '' || data === '[DONE]' || state.isOver) return [];
  const event = headOf(data);
  if (event.type === 'error') {
    state.error = errorOf(event);
    state.skipped = event.sequence_number;
    return [];
  }
  if (event.type === 'response.failed') return failureMessages(data, event, state);
  state.hasSent = true;
  state.isOver = event.type === 'response.completed' || event.type === 'response.incomplete';
  return [data];
}

function failureMessages(data: string, { response }: EventHead, state: TurnState): string[] {
  state.isOver = true;
  state.hasFailed = true;
  if (state.hasSent) return [numberedFor(data, state)];
  return [envelopeOfEvent(state.error ?? (isObject(response?.error) ? response.error : {}))];
}

function numberedFor(data: string, { skipped }: TurnState): string {
  if (typeof skipped !== 'number') return data;
  return JSON.stringify({ ...JSON.parse(data), sequence_number: skipped });
}

/** Nested in the contract; OpenAI's documentation has it flat. */
function errorOf(event: EventHead): LooseError {
  if (isObject(event.error)) return event.error;
  return { ...(event as LooseError), type: undefined };
}

function headOf(data: string): EventHead {
  try {
    const event: unknown = JSON.parse(data);
    return isObject(event) ? event : {};
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

const decoder = new TextDecoder();

/** A frame's data; empty for a comment. Line ends and spaces as every reader of such streams takes them. */
function dataOf(frame: Uint8Array): string {
  const lines: string[] = [];
  for (const line of decoder.decode(frame).split(/\r\n|\r|\n/)) {
    if (line.startsWith('data:')) lines.push(line.slice(line[5] === ' ' ? 6 : 5));
  }
  return lines.join('\n');
}

function endedEarly(): GatewayError {
  const message = 'The response ended before it was complete.';
  return new GatewayError('upstream_incomplete', message);
}
