import { GatewayError } from '../errors.ts';
import { refuseAmbiguous } from '../json-members.ts';
import {
  type DeepReadonly,
  type Payload,
  payloadFromBytes,
  payloadMembers,
  readPayload,
} from '../payload.ts';

/** A client's message, of which nothing is sure but that it is a JSON object. */
export interface SessionMessage {
  readonly type?: unknown;
  readonly stream?: unknown;
  readonly stream_options?: unknown;
  readonly background?: unknown;
  readonly generate?: unknown;
  readonly stream_id?: unknown;
  readonly previous_response_id?: unknown;
}

/** What the session reads by itself; everything else is for the runner to judge. */
const ownMembers: ReadonlySet<string> = new Set([
  'type',
  'stream',
  'stream_options',
  'background',
  'generate',
  'stream_id',
  'previous_response_id',
]);

/**
 * Members of `POST /v1/responses` that have no place on a WebSocket, and OpenAI's additions that we
 * do not have: ignoring one of them would do something else than the client asked for.
 */
const refused: readonly (readonly [keyof SessionMessage, string])[] = [
  ['stream', 'Leave "stream" out: over a WebSocket every response is streamed.'],
  ['stream_options', 'Leave "stream_options" out: it belongs to streaming over HTTP.'],
  ['background', 'Leave "background" out: a WebSocket has no background responses.'],
  ['stream_id', 'There are no parallel streams: responses are made one after the other.'],
];

/**
 * Reads a client's message.
 * @throws {GatewayError} `invalid_json` or `invalid_request` when it is not a JSON object.
 */
export function parseMessage(bytes: Uint8Array): Payload<SessionMessage> {
  const payload = payloadFromBytes<SessionMessage>(bytes);
  // The index bounds the nesting, so it comes before the parse.
  const members = payloadMembers(payload);
  try {
    readPayload(payload);
  } catch (error) {
    throw namedMessage(error);
  }
  if (members) refuseAmbiguous(members, ownMembers);
  return payload;
}

/**
 * The body of `POST /v1/responses` that a `response.create` asks for. Spliced from the client's own
 * text, so that nothing of it is lost.
 * @throws {GatewayError} naming the member in `param`.
 */
export function toRequestBody(payload: Payload<SessionMessage>): Uint8Array {
  const message = readPayload(payload);
  refuseOtherTypes(message.type);
  refuseMembers(message);
  return payload.with({ type: undefined, generate: undefined, stream: true }).bytes();
}

function refuseOtherTypes(type: unknown): void {
  if (type === 'response.create') return;
  const param = 'type';
  if (type === undefined) {
    const message = 'A message needs a "type": send {"type":"response.create", …}.';
    throw new GatewayError('missing_required_parameter', message, { param });
  }
  const shown = JSON.stringify(type).slice(0, 64);
  const message = `There is no message of type ${shown} here; the only one is "response.create".`;
  throw new GatewayError('invalid_value', message, { param });
}

function refuseMembers(message: DeepReadonly<SessionMessage>): void {
  for (const [param, text] of refused) {
    if (param in message) throw new GatewayError('unsupported_parameter', text, { param });
  }
  if ((message.generate ?? true) === true) return;
  const text = 'Every "response.create" makes a response: "generate" can only be true.';
  throw new GatewayError('unsupported_parameter', text, { param: 'generate' });
}

/** The payload speaks of a body; here it is a message. */
function namedMessage(error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const text =
    error.code === 'invalid_json'
      ? 'The message is not valid JSON.'
      : 'The message must be a JSON object.';
  return new GatewayError(error.code, text, { cause: error });
}
