import { concatBytes, encodeText } from './bytes.ts';
import { GatewayError } from './errors.ts';
import type { MemberIndex, MemberSpan } from './json-members.ts';

/** New values by member name; `undefined` takes the member out. */
export type MemberEdits = ReadonlyMap<string, unknown>;

/**
 * Writes `edits` into the top level of a JSON object and leaves every other byte as it is: numbers
 * beyond 2^53, key order and white space reach the upstream as the client sent them.
 * @throws {GatewayError} `ambiguous_parameter` when an edited member stands there twice.
 */
export function spliceMembers(
  bytes: Uint8Array,
  index: MemberIndex,
  edits: MemberEdits,
): Uint8Array {
  const pieces: Uint8Array[] = [];
  const { spans } = index;
  const written = new Set<string>();
  let copied = 0;
  let kept = 0;
  for (let position = 0; position < spans.length; position++) {
    const span = spans[position] as MemberSpan;
    if (!edits.has(span.name)) {
      kept++;
      continue;
    }
    if (written.has(span.name)) throw givenTwice(span.name);
    written.add(span.name);
    const value = encodeValue(edits.get(span.name));
    if (value) {
      pieces.push(bytes.subarray(copied, span.valueStart), value);
      copied = span.end;
      kept++;
    } else {
      const gap = gapLeftBy(spans, position, kept === 0);
      pieces.push(bytes.subarray(copied, gap.start));
      copied = gap.end;
    }
  }
  const tail = Math.max(copied, spans.at(-1)?.end ?? index.bodyStart);
  pieces.push(bytes.subarray(copied, tail));
  for (const [name, edit] of edits) {
    const value = encodeValue(edit);
    if (!value || written.has(name)) continue;
    pieces.push(encodeText(`${kept++ === 0 ? '' : ','}${JSON.stringify(name)}:`), value);
  }
  pieces.push(bytes.subarray(tail));
  return concatBytes(pieces);
}

/** A first member goes with the comma behind it, a later one with the comma before it. */
function gapLeftBy(spans: readonly MemberSpan[], position: number, isFirst: boolean) {
  const span = spans[position] as MemberSpan;
  if (isFirst) return { start: span.keyStart, end: spans[position + 1]?.keyStart ?? span.end };
  return { start: spans[position - 1]?.end ?? span.keyStart, end: span.end };
}

function encodeValue(value: unknown): Uint8Array | undefined {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : encodeText(text);
}

function givenTwice(name: string): GatewayError {
  return new GatewayError('ambiguous_parameter', `"${name}" must be given once.`, { param: name });
}
