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

/** A payload over a body as it was received. Nothing is parsed or checked yet. */
export function payloadFromBytes<T>(source: Uint8Array): Payload<T> {
  return new ReceivedPayload<T>(source);
}

/** A payload over a value of our own making. */
export function payloadFromValue<T>(value: T): Payload<T> {
  return new MadePayload<T>(value);
}

/** Reads a payload without paying for the freeze. For code that only reads. */
export function readPayload<T>(payload: Payload<T>): DeepReadonly<T> {
  return payload instanceof OwnPayload ? payload.value() : payload.json();
}

/** The member index of a payload as it was received. */
export function payloadMembers(payload: Payload<unknown>): MemberIndex | undefined {
  return payload instanceof ReceivedPayload ? payload.members() : undefined;
}

/** Classes, since each call has several payloads: one object each instead of a handful of closures. */
abstract class OwnPayload<T> implements Payload<T> {
  #value: DeepReadonly<T> | undefined;

  abstract bytes(): Uint8Array;
  /** The bytes with `edits` applied, all at once. */
  abstract edited(edits: ReadonlyMap<string, unknown>): Uint8Array;
  protected abstract makeValue(): DeepReadonly<T>;

  /** The value as `json` gives it, not frozen: the hot path only reads. */
  value(): DeepReadonly<T> {
    this.#value ??= this.makeValue();
    return this.#value;
  }

  json(): DeepReadonly<T> {
    return deepFreeze(this.value());
  }

  with(edits: object): Payload<T> {
    return new EditedPayload<T>(this, new Map(Object.entries(edits)));
  }
}

class ReceivedPayload<T> extends OwnPayload<T> {
  readonly #source: Uint8Array;
  #members: MemberIndex | undefined;

  constructor(source: Uint8Array) {
    super();
    this.#source = source;
  }

  bytes(): Uint8Array {
    return this.#source;
  }

  members(): MemberIndex {
    this.#members ??= indexMembers(this.#source);
    return this.#members;
  }

  edited(edits: ReadonlyMap<string, unknown>): Uint8Array {
    return spliceMembers(this.#source, this.members(), edits);
  }

  protected makeValue(): DeepReadonly<T> {
    return parseJson(this.#source);
  }
}

class MadePayload<T> extends OwnPayload<T> {
  readonly #made: T;
  #bytes: Uint8Array | undefined;

  constructor(value: T) {
    super();
    this.#made = value;
  }

  bytes(): Uint8Array {
    this.#bytes ??= encodeText(JSON.stringify(this.#made));
    return this.#bytes;
  }

  edited(edits: ReadonlyMap<string, unknown>): Uint8Array {
    return encodeText(JSON.stringify(applyEdits(this.#made as object, edits)));
  }

  protected makeValue(): DeepReadonly<T> {
    return this.#made as DeepReadonly<T>;
  }
}

/** Another payload with some members replaced. */
class EditedPayload<T> extends OwnPayload<T> {
  readonly #before: OwnPayload<T>;
  readonly #edits: ReadonlyMap<string, unknown>;
  #bytes: Uint8Array | undefined;

  constructor(before: OwnPayload<T>, edits: ReadonlyMap<string, unknown>) {
    super();
    this.#before = before;
    this.#edits = edits;
  }

  bytes(): Uint8Array {
    this.#bytes ??= this.#before.edited(this.#edits);
    return this.#bytes;
  }

  edited(edits: ReadonlyMap<string, unknown>): Uint8Array {
    return this.#before.edited(new Map([...this.#edits, ...edits]));
  }

  protected makeValue(): DeepReadonly<T> {
    return applyEdits(this.#before.value() as object, this.#edits) as DeepReadonly<T>;
  }
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
