import { encodeText } from './bytes.ts';
import { GatewayError } from './errors.ts';
import { indexMembers, type MemberIndex } from './json-members.ts';
import { spliceMembers } from './splice.ts';

/** `T` with every level read-only: what hooks and converters may look at but not edit in place. */
export type DeepReadonly<T> = T extends string | number | boolean | bigint | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

/**
 * A JSON object on its way through the gateway: its original bytes, its value, or both, each made
 * only when somebody asks.
 */
export interface Payload<T> {
  /** The JSON text in UTF-8: the sender's own bytes except for the members replaced by `with`. */
  bytes(): Uint8Array;
  /**
   * The value, parsed once and frozen deeply, so that an in-place edit throws instead of being lost.
   * @throws {GatewayError} `invalid_json`
   */
  json(): DeepReadonly<T>;
  /**
   * The same payload with top-level members replaced; `undefined` removes one. All other members
   * keep their bytes (a parse and stringify would round 12345678901234567890 and reorder keys).
   */
  with(
    edits: { readonly [Key in keyof T]?: T[Key] | DeepReadonly<T[Key]> | undefined },
  ): Payload<T>;
}

/** The hot path reads without freezing; the value is the same and read-only by type. */
const unfrozenValue = Symbol('unfrozen value');
const members = Symbol('members');

interface OwnPayload<T> extends Payload<T> {
  [unfrozenValue](): DeepReadonly<T>;
  [members]?(): MemberIndex;
}

/** A payload over a body as it was received. Nothing is parsed or checked yet. */
export function payloadFromBytes<T>(source: Uint8Array): Payload<T> {
  let index: MemberIndex | undefined;
  const getMembers = () => (index ??= indexMembers(source));
  return createPayload<T>({
    bytes: () => source,
    parse: () => parseJson(source),
    edit: (edits) => spliceMembers(source, getMembers(), edits),
    members: getMembers,
  });
}

/** A payload over a value of our own making. */
export function payloadFromValue<T>(value: T): Payload<T> {
  const encode = once(() => encodeText(JSON.stringify(value)));
  return createPayload<T>({
    bytes: encode,
    parse: () => value as DeepReadonly<T>,
    edit: (edits) => encodeText(JSON.stringify(applyEdits(value as object, edits))),
  });
}

/** Reads a payload without paying for the freeze. For code that only reads. */
export function readPayload<T>(payload: Payload<T>): DeepReadonly<T> {
  return (payload as Partial<OwnPayload<T>>)[unfrozenValue]?.() ?? payload.json();
}

/** The member index of a payload that came as bytes. */
export function payloadMembers(payload: Payload<unknown>): MemberIndex | undefined {
  return (payload as Partial<OwnPayload<unknown>>)[members]?.();
}

interface PayloadSource<T> {
  bytes(): Uint8Array;
  parse(): DeepReadonly<T>;
  /** The bytes with all `edits` so far applied to the source at once. */
  edit(edits: ReadonlyMap<string, unknown>): Uint8Array;
  members?: () => MemberIndex;
}

function createPayload<T>(source: PayloadSource<T>): Payload<T> {
  return edited(source, new Map(), once(source.parse), source.bytes);
}

function edited<T>(
  source: PayloadSource<T>,
  edits: ReadonlyMap<string, unknown>,
  value: () => DeepReadonly<T>,
  bytes: () => Uint8Array,
): Payload<T> {
  const payload: OwnPayload<T> = {
    bytes,
    json: once(() => deepFreeze(value())),
    with(more) {
      const all = new Map([...edits, ...Object.entries(more)]);
      const next = once(() => applyEdits(value() as object, new Map(Object.entries(more))));
      return edited(
        source,
        all,
        next as () => DeepReadonly<T>,
        once(() => source.edit(all)),
      );
    },
    [unfrozenValue]: value,
  };
  if (source.members) payload[members] = source.members;
  return payload;
}

function applyEdits(value: object, edits: ReadonlyMap<string, unknown>): object {
  const merged: Record<string, unknown> = { ...value };
  for (const [name, member] of edits) {
    if (member === undefined) delete merged[name];
    // Assigned, this one name would set the prototype.
    else if (name === '__proto__') Object.defineProperty(merged, name, memberOf(member));
    else merged[name] = member;
  }
  return merged;
}

function memberOf(value: unknown): PropertyDescriptor {
  return { value, enumerable: true, writable: true, configurable: true };
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson<T>(bytes: Uint8Array): DeepReadonly<T> {
  let value: unknown;
  try {
    value = JSON.parse(strictUtf8.decode(bytes));
  } catch (cause) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON in UTF-8.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GatewayError('invalid_request', 'The body must be a JSON object.');
  }
  return value as DeepReadonly<T>;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  // Bytes and other views cannot be frozen; no JSON text holds any, a hand-made value might.
  if (ArrayBuffer.isView(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
