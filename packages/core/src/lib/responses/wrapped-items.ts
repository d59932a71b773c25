import type { ResponsesStreamEvent } from '@gw/schema';
import { GatewayError } from '../errors.ts';
import { unwrapOpaque, wrapOpaque } from '../opaque.ts';
import type { EventFrame } from '../operation.ts';
import { isMembers, type Members } from './members.ts';
import { isSealed } from './seal.ts';

/**
 * A request's input with opaque content as its maker gave it. Reasoning that another provider made
 * is left out, once with a warning, because this one would refuse it.
 * @returns nothing where no item is wrapped, so that the input keeps its bytes.
 * @throws {GatewayError} `invalid_encrypted_content` for a compaction of another provider: without
 *   it the conversation is not there.
 */
export function unwrapItems(
  input: unknown,
  boundary: string,
  warn: (message: string) => void,
): Members[] | undefined {
  if (!Array.isArray(input) || !input.some(isWrapped)) return undefined;
  let left = 0;
  const items = input.flatMap((item: Members, place) => {
    const opaque = isWrapped(item) ? unwrapOpaque(item.encrypted_content) : undefined;
    if (!opaque) return [item];
    const isOurs = opaque.boundary === boundary && typeof opaque.content === 'string';
    if (isOurs) return [{ ...item, encrypted_content: opaque.content }];
    if (item.type === 'compaction') throw madeElsewhere(place);
    left++;
    return [];
  });
  if (left > 0) warn(`Reasoning that another provider made was left out (${left} items).`);
  return items;
}

function isWrapped(item: unknown): item is Members & { encrypted_content: string } {
  return (
    isMembers(item) &&
    typeof item.encrypted_content === 'string' &&
    unwrapOpaque(item.encrypted_content) !== undefined
  );
}

function madeElsewhere(place: number): GatewayError {
  const message = 'This compaction was made by another provider, which alone can read it.';
  const param = `input[${place}].encrypted_content`;
  return new GatewayError('invalid_encrypted_content', message, { param });
}

/** The same item with what only its maker can read wrapped in its maker's name. */
function wrapItem<T>(item: T, boundary: string): T {
  if (!isMembers(item) || typeof item.encrypted_content !== 'string') return item;
  // Sealed or wrapped: it says by itself whose it is.
  if (isSealed(item.encrypted_content) || unwrapOpaque(item.encrypted_content)) return item;
  return { ...item, encrypted_content: wrapOpaque(boundary, item.encrypted_content) };
}

/** Items with opaque content wrapped; `undefined` where there is none. */
export function wrapItems(output: unknown, boundary: string): unknown[] | undefined {
  if (!Array.isArray(output)) return undefined;
  const wrapped = output.map((item) => wrapItem(item, boundary));
  return wrapped.some((item, place) => item !== output[place]) ? wrapped : undefined;
}

/** An event of an upstream with opaque content wrapped; the frame itself where there is none. */
export function wrapFrame(frame: EventFrame, boundary: string): EventFrame {
  const event = frame.event as Partial<ResponsesStreamEvent>;
  if ('item' in event) {
    const item = wrapItem(event.item, boundary);
    return item === event.item ? frame : { ...frame, event: { ...event, item }, raw: undefined };
  }
  if (!('response' in event)) return frame;
  const output = wrapItems(event.response?.output, boundary);
  if (!output) return frame;
  return { ...frame, event: { ...event, response: { ...event.response, output } }, raw: undefined };
}
