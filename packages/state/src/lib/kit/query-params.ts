import { invalid } from './faults.ts';

/**
 * A parameter of a query.
 * @throws {GatewayError} `invalid_value` where it is given more than once.
 */
export function readOne(params: URLSearchParams, name: string): string | undefined {
  const given = params.getAll(name);
  if (given.length > 1) throw invalid(name, 'it must be given once.');
  return given[0];
}

/** The same of a name or an id: an empty one is none, as in what loops begin with. */
export function readName(params: URLSearchParams, name: string): string | undefined {
  return readOne(params, name) || undefined;
}

/** The same of `true` or `false`. Default: false. @throws {GatewayError} for whatever else. */
export function readFlag(params: URLSearchParams, name: string): boolean {
  const text = readOne(params, name) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw invalid(name, "expected 'true' or 'false'.");
}
