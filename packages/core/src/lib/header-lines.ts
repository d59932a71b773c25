import type { HeaderLines } from './door.ts';

/** They say where a body ends on this connection: the adapter's to write, whoever else names them. */
const framing = new Set([
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'trailer',
  'upgrade',
]);

/** RFC 9110 §5.6.2 and §5.5 */
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Header lines from a hook or a route as they may go out: without those that frame the body.
 * @throws {TypeError} for a line that HTTP does not allow.
 */
export function toHeaderLines(lines: HeaderLines): HeaderLines {
  for (const [name, value] of lines) {
    if (!token.test(name) || !fieldValue.test(value)) {
      throw new TypeError(`Reply header ${JSON.stringify(name)} is not one that HTTP allows.`);
    }
  }
  return lines.filter(([name]) => !framing.has(name.toLowerCase()));
}
