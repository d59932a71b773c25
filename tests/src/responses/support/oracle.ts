import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import {
  createContractValidator,
  readSseStream,
  validateResponsesStream,
} from '@gw/testkit/responses';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: false });

/** The published contract, held by a JSON Schema validator and not by our own types. */
export const contract = createContractValidator((schema) => ajv.compile(schema));

/**
 * Where OpenAI has more than the published contract, and clients want OpenAI's. Each is named by the
 * test that meets it, with the very values that may stray; everything else is held to the letter.
 */
export interface Exceptions {
  /** The schema of a `json_schema` format: OpenAI echoes it, the contract wants `null`. */
  readonly schemaEcho?: object;
  /** Names of custom tools. The contract has no such tools, calls or events. */
  readonly customTools?: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** What the contract has against a response. */
export function faultsOfResponse(response: unknown, exceptions: Exceptions = {}): string[] {
  return contract.response(excuseResponse(response, exceptions));
}

/** What the contract and the state machine have against a stream's events. */
export function faultsOfEvents(events: readonly unknown[], exceptions: Exceptions = {}): string[] {
  const broken = validateResponsesStream(events).map(
    ({ rule, message, at }) => `event ${at}: ${rule}: ${message}`,
  );
  const strange = events.flatMap((event, at) =>
    faultsOfEvent(event, exceptions).map((fault) => `event ${at}: ${fault}`),
  );
  return [...broken, ...strange];
}

/** What anybody has against the text of a stream: its frames, its events and their order. */
export function faultsOfStream(text: string, exceptions: Exceptions = {}): string[] {
  const { events, violations } = readSseStream(text);
  const frames = violations.map(({ rule, message, at }) => `frame ${at}: ${rule}: ${message}`);
  return [...frames, ...faultsOfEvents(events, exceptions)];
}

export function eventsOf(text: string): ResponsesStreamEvent[] {
  return [...readSseStream(text).events] as unknown[] as ResponsesStreamEvent[];
}

/** The snapshots of a stream, each with the name of its event. */
export function snapshotsOf(
  events: readonly ResponsesStreamEvent[],
): { readonly type: string; readonly response: ResponseResource }[] {
  return events.flatMap((event) =>
    'response' in event ? [{ type: event.type, response: event.response }] : [],
  );
}

/** The response that a stream ends with. */
export function finalOf(events: readonly ResponsesStreamEvent[]): ResponseResource {
  const last = snapshotsOf(events).at(-1);
  if (!last) throw new Error('The stream has no response.');
  return last.response;
}

function faultsOfEvent(event: unknown, exceptions: Exceptions): string[] {
  if (!isMembers(event)) return contract.event(event);
  if (isCustomEvent(event, exceptions)) return [];
  if (!isMembers(event.response)) return contract.event(event);
  return contract.event({ ...event, response: excuseResponse(event.response, exceptions) });
}

function isCustomEvent({ type, item }: Members, { customTools }: Exceptions): boolean {
  if (customTools === undefined) return false;
  if (String(type).startsWith('response.custom_tool_call_input.')) return true;
  return isCustomCall(item, customTools);
}

function excuseResponse(response: unknown, { schemaEcho, customTools }: Exceptions): unknown {
  if (!isMembers(response)) return response;
  return {
    ...response,
    ...(schemaEcho && { text: withoutSchema(response.text, schemaEcho) }),
    ...(customTools && withoutCustom(response, customTools)),
  };
}

/** Only the schema that was asked for is excused. */
function withoutSchema(text: unknown, schema: object): unknown {
  if (!isMembers(text) || !isMembers(text.format)) return text;
  const isEcho = JSON.stringify(text.format.schema) === JSON.stringify(schema);
  return isEcho ? { ...text, format: { ...text.format, schema: null } } : text;
}

function withoutCustom({ tools, output }: Members, names: readonly string[]): object {
  return {
    tools: listOf(tools).filter(
      (tool) => !(isMembers(tool) && tool.type === 'custom' && names.includes(String(tool.name))),
    ),
    output: listOf(output).filter((item) => !isCustomCall(item, names)),
  };
}

function isCustomCall(item: unknown, names: readonly string[]): boolean {
  return isMembers(item) && item.type === 'custom_tool_call' && names.includes(String(item.name));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
