import { GatewayError, type GatewayErrorCode } from '@gw/core';
import { wrongType } from './faults.ts';

const maxPairs = 16;
const maxNameLength = 64;
const maxValueLength = 512;

/**
 * Up to 16 pairs of texts, names of at most 64 characters and values of at most 512. `null` and none
 * at all are an empty object.
 * @throws {GatewayError} naming the field.
 * @see https://platform.openai.com/docs/api-reference/conversations/create
 */
export function checkMetadata(
  value: unknown,
  param = 'metadata',
): Readonly<Record<string, string>> {
  if (value == null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw wrongType(param, 'a metadata object', value);
  const pairs = Object.entries(value);
  if (pairs.length > maxPairs) {
    const why = `too many properties. Expected an object with at most ${maxPairs} properties, but got an object with ${pairs.length} properties instead.`;
    throw fault('object_above_max_properties', param, why);
  }
  for (const [name, text] of pairs) checkPair(name, text, param);
  return value as Readonly<Record<string, string>>;
}

function checkPair(name: string, text: unknown, param: string): void {
  const nameLength = lengthOf(name, maxNameLength);
  if (nameLength > maxNameLength) {
    const why = `property name too long. Expected a property name with maximum length ${maxNameLength}, but got a property name with length ${nameLength} instead.`;
    throw fault('property_name_above_max_length', param, why);
  }
  const place = `${param}.${name}`;
  if (typeof text !== 'string') throw wrongType(place, 'a string', text);
  const length = lengthOf(text, maxValueLength);
  if (length > maxValueLength) {
    const why = `string too long. Expected a string with maximum length ${maxValueLength}, but got a string with length ${length} instead.`;
    throw fault('string_above_max_length', place, why);
  }
}

/** In characters, of which two UTF-16 units may make one. Counted only where that matters. */
function lengthOf(text: string, limit: number): number {
  return text.length <= limit ? text.length : Array.from(text).length;
}

function fault(code: GatewayErrorCode, param: string, why: string): GatewayError {
  return new GatewayError(code, `Invalid '${param}': ${why}`, { param });
}
