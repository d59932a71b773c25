import { type DeepReadonly, type Payload, readPayload } from '@gw/core';

/** Long runs of digits and exponents: what a double may not hold as it is written. */
const mayBeInexact = /\d{16}|\d\.?[eE]/;

/**
 * Reads a payload so that it can be written again without changing a number: those that JavaScript
 * would round (12345678901234567890) keep their digits. Most bodies have none and are read as usual.
 */
export function readExact<T>(payload: Payload<T>): DeepReadonly<T> {
  const value = readPayload(payload);
  const text = new TextDecoder().decode(payload.bytes());
  return mayBeInexact.test(text) ? (parseExact(text) as DeepReadonly<T>) : value;
}

/**
 * JSON text as a value that `JSON.stringify` writes with the same numbers. A number that JavaScript
 * would round becomes an opaque object.
 * @throws {SyntaxError} for what is no JSON.
 * @see https://github.com/tc39/proposal-json-parse-with-source
 */
export function parseExact(text: string): unknown {
  if (!raw || !mayBeInexact.test(text)) return JSON.parse(text);
  return parse(text, (_, value, { source } = {}) => {
    const isExact = typeof value !== 'number' || source === undefined || String(value) === source;
    return isExact ? value : raw(source);
  });
}

type Reviver = (name: string, value: unknown, context?: { readonly source?: string }) => unknown;

// Newer than the compiler's library; runtimes that lack them round, as they always did.
const raw = (JSON as { rawJSON?: (text: string) => unknown }).rawJSON;
const parse = JSON.parse as (text: string, reviver: Reviver) => unknown;
