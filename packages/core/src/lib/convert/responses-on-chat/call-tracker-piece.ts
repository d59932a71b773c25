import { isMembers, type Members, textOf } from '../../responses/members.ts';

/** What one delta says about one call, whatever shape the upstream gave it. */
export interface CallPiece {
  /** The `index` that it names; `undefined` where it names none. */
  readonly index: string | undefined;
  readonly id: string | undefined;
  readonly kind: 'function' | 'custom';
  /** Empty: it says none. */
  readonly name: string;
  /** More of the arguments, or of a custom tool's input. */
  readonly text: string;
  /** What the upstream attached to the call. */
  readonly extra: Members | undefined;
}

/** Reads an entry of `tool_calls`. */
export function readCallPiece(raw: Members): CallPiece {
  const isCustom = raw.type === 'custom' || (isMembers(raw.custom) && !isMembers(raw.function));
  const told = isCustom ? raw.custom : raw.function;
  const body = isMembers(told) ? told : {};
  return {
    index: nameOf(raw.index),
    id: nameOf(raw.id),
    kind: isCustom ? 'custom' : 'function',
    name: textOf(body.name),
    text: jsonTextOf(isCustom ? body.input : body.arguments),
    extra: isMembers(raw.extra_content) ? raw.extra_content : undefined,
  };
}

/** Indices and ids are compared only, so that a number and its text are the same. */
function nameOf(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : textOf(value) || undefined;
}

/** Some upstreams send the arguments as what they mean. */
function jsonTextOf(value: unknown): string {
  if (value == null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Whether the text is a whole JSON object, which nothing can be added to. */
export function isWholeObject(text: string): boolean {
  const trimmed = text.trim();
  // Most texts end elsewhere: they need not be parsed.
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return false;
  return parsed(trimmed) !== undefined;
}

/** Whether two texts say the same, however they are spaced. */
export function isSameJson(one: string, other: string): boolean {
  return one === other || (isWholeObject(other) && parsed(one) === parsed(other));
}

function parsed(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}
