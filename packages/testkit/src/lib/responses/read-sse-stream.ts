import type { Violation } from './violation.ts';
import { isObject, objectOf, show } from './wire-object.ts';

/** One frame of an event stream: what stands between two blank lines. */
export interface SseFrame {
  /** Value of its `event:` line, if it has one. */
  readonly event: string | undefined;
  /** Value of its `data:` lines, as the standard joins them. */
  readonly data: string;
  /** The data as JSON; undefined for `[DONE]` and for what is no JSON. */
  readonly json: unknown;
}

/** An event with its members as they came; validators say which of them it must have. */
export interface SseEvent {
  /** Missing only where a violation says so, and in chunks of a chat stream. */
  readonly type?: string;
  readonly [member: string]: unknown;
}

/** What a Responses stream holds, and what is wrong with the way it is written. */
export interface ReadSseStream {
  /** All frames, `[DONE]` too; comments are none. */
  readonly frames: readonly SseFrame[];
  /** The events alone, for `validateResponsesStream`. What is no object is a violation instead. */
  readonly events: readonly SseEvent[];
  readonly violations: readonly Violation[];
}

export interface ReadSseStreamOptions {
  /** Whether `data: [DONE]` ends it, as Open Responses wants it; OpenAI has none. Default true. */
  endsWithDone?: boolean;
}

/** A frame with the lines it was made of. */
interface Lines {
  readonly frame: SseFrame;
  readonly fields: readonly string[];
}

/**
 * Reads a Responses stream strictly: LF alone ends a line, a frame has one `event:` line and one
 * `data:` line and nothing else, the event is the data's `type`, and exactly one `data: [DONE]`
 * comes last. Comment lines, alone or in a frame, are allowed.
 * @see https://www.openresponses.org/specification
 */
export function readSseStream(
  text: string,
  { endsWithDone = true }: ReadSseStreamOptions = {},
): ReadSseStream {
  const blocks = text.split('\n\n').map(readLines);
  // What is behind the last blank line is nothing, or a frame that was cut.
  const rest = blocks.pop();
  const read = blocks.filter(({ fields }) => fields.length > 0);
  const violations = [
    ...(text.includes('\r') ? [violation('CARRIAGE_RETURN', 'A line ends with CR', 0)] : []),
    ...read.flatMap(judgeFrame),
    ...judgeDone(read, endsWithDone),
    ...(rest?.fields.length ? [violation('UNFINISHED_FRAME', `${rest.fields}`, read.length)] : []),
  ];
  const frames = read.map(({ frame }) => frame);
  const events = frames.map(({ json }) => json).filter(isObject);
  return { frames, events, violations };
}

function readLines(block: string): Lines {
  const lines = block.split('\n').map((line) => line.replaceAll('\r', ''));
  const fields = lines.filter((line) => line !== '' && !line.startsWith(':'));
  const valuesOf = (name: string) => fields.filter(isField(name)).map(fieldValue);
  const data = valuesOf('data').join('\n');
  return { fields, frame: { event: valuesOf('event').at(-1), data, json: parse(data) } };
}

function judgeFrame({ frame, fields }: Lines, at: number): Violation[] {
  const isDone = frame.data === '[DONE]';
  const events = fields.filter(isField('event')).length;
  const data = fields.filter(isField('data')).length;
  const others = fields.filter((line) => !isField('event')(line) && !isField('data')(line));
  const { type } = objectOf(frame.json);
  const faults: [rule: string, isBroken: boolean, message: string][] = [
    ['EVENT_LINES', events !== 1 && !(isDone && events === 0), `There are ${events} event lines`],
    ['DATA_LINES', data !== 1, `There are ${data} data lines`],
    ['OTHER_LINES', others.length > 0, `There is ${show(others[0])}`],
    [
      'INVALID_JSON',
      data === 1 && !isDone && frame.json === undefined,
      `data is ${show(frame.data)}`,
    ],
    [
      'EVENT_NOT_TYPE',
      events === 1 && frame.json !== undefined && frame.event !== type,
      `The event is ${show(frame.event)}, its type is ${show(type)}`,
    ],
  ];
  return faults.flatMap(([rule, isBroken, message]) =>
    isBroken ? [violation(rule, message, at)] : [],
  );
}

function judgeDone(read: readonly Lines[], endsWithDone: boolean): Violation[] {
  const isDone = ({ frame }: Lines) => frame.data === '[DONE]';
  const at = read.findIndex(isDone);
  if (at < 0) {
    return endsWithDone ? [violation('DONE_MISSING', 'There is no [DONE]', read.length)] : [];
  }
  if (!endsWithDone) return [violation('DONE_UNEXPECTED', 'There is a [DONE]', at)];
  return at === read.length - 1
    ? []
    : [violation('DONE_NOT_LAST', 'Something comes behind [DONE]', at + 1)];
}

function violation(rule: string, message: string, at: number): Violation {
  return { rule, message, at };
}

function isField(name: string): (line: string) => boolean {
  return (line) => line === name || line.startsWith(`${name}:`);
}

/** The standard drops one space behind the colon. */
function fieldValue(line: string): string {
  const colon = line.indexOf(':');
  return colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
