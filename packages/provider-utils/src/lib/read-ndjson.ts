import { concatBytes, GatewayError } from '@gw/core';
import { mapReads } from './map-reads.ts';

const lineFeed = 0x0a;
/** A line is held until it is whole; this bounds what an upstream can make us hold. */
const defaultMaxLineBytes = 64 * 1024 * 1024;

/**
 * A stream of JSON values, one a line: the values of one read at a time. The last line may lack its
 * line end; empty lines are skipped. The lines in front of a broken one are handed out before it is
 * told.
 * @throws {GatewayError} while reading: `upstream_incomplete` when it ends inside a value,
 *   `upstream_invalid_response` when a line is no JSON or has more than `maxLineBytes`.
 * @see https://github.com/ndjson/ndjson-spec
 */
export function readNdjson<Value>(
  bytes: AsyncIterable<Uint8Array>,
  maxLineBytes = defaultMaxLineBytes,
): AsyncIterable<readonly Value[]> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  const hold = (rest: Uint8Array) => {
    held.push(rest);
    heldBytes += rest.length;
    if (heldBytes > maxLineBytes) throw tooLong(maxLineBytes);
  };
  const takeLine = (last: Uint8Array) => {
    hold(last);
    const line = concatBytes(held);
    held = [];
    heldBytes = 0;
    return line;
  };
  return mapReads(bytes, {
    *push(read) {
      let start = 0;
      for (let end = read.indexOf(lineFeed); end >= 0; end = read.indexOf(lineFeed, start)) {
        yield* parseLine<Value>(takeLine(read.subarray(start, end)), notJson);
        start = end + 1;
      }
      if (start < read.length) hold(read.subarray(start));
    },
    end: () => parseLine<Value>(takeLine(new Uint8Array()), brokenOff),
  });
}

/** The line's value, or nothing for an empty line. */
function parseLine<Value>(line: Uint8Array, failure: () => GatewayError): Value[] {
  const text = new TextDecoder().decode(line);
  if (text.trim() === '') return [];
  try {
    return [JSON.parse(text) as Value];
  } catch {
    throw failure();
  }
}

function notJson(): GatewayError {
  const message = 'The upstream sent a line that is not JSON.';
  return new GatewayError('upstream_invalid_response', message);
}

function brokenOff(): GatewayError {
  return new GatewayError('upstream_incomplete', 'The upstream stream ended inside a line.');
}

function tooLong(maxLineBytes: number): GatewayError {
  const message = `The upstream sent a line of more than ${maxLineBytes} bytes.`;
  return new GatewayError('upstream_invalid_response', message);
}
