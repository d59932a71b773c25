import { unwrapOpaque, wrapOpaque } from '../opaque.ts';
import type { EventFrame } from '../operation.ts';
import { isMembers, lookUpTable, type Members, textOf } from '../responses/members.ts';

/** Where a block, or a delta, has what only its maker can read. */
const opaqueMember = lookUpTable<string>({
  thinking: 'signature',
  signature_delta: 'signature',
  redacted_thinking: 'data',
});

/**
 * A request's messages with opaque content as its maker gave it. Thinking that another provider made
 * is left out, once with a warning, because this one would refuse it.
 * @returns nothing where no block is wrapped, so that the messages keep their bytes.
 */
export function unwrapBlocks(
  messages: unknown,
  boundary: string,
  warn: (message: string) => void,
): unknown[] | undefined {
  if (!Array.isArray(messages) || !messages.some(hasWrapped)) return undefined;
  let left = 0;
  const unwrapped = messages.flatMap((message: Members) => {
    if (!hasWrapped(message)) return [message];
    const content = message.content.flatMap((block) => unwrapBlock(block, boundary));
    left += message.content.length - content.length;
    return content.length > 0 ? [{ ...message, content }] : [];
  });
  if (left > 0) warn(`Thinking that another provider made was left out (${left} blocks).`);
  return unwrapped;
}

function hasWrapped(message: unknown): message is Members & { content: unknown[] } {
  if (!isMembers(message) || !Array.isArray(message.content)) return false;
  return message.content.some((block) => unwrapOpaque(opaqueText(block) ?? '') !== undefined);
}

function unwrapBlock(block: unknown, boundary: string): unknown[] {
  const opaque = unwrapOpaque(opaqueText(block) ?? '');
  if (!opaque) return [block];
  const isOurs = opaque.boundary === boundary && typeof opaque.content === 'string';
  return isOurs ? [withOpaque(block as Members, opaque.content)] : [];
}

/** `undefined` where there is none. */
function opaqueText(value: unknown): string | undefined {
  const name = isMembers(value) ? opaqueMember[textOf(value.type)] : undefined;
  const text = name === undefined ? undefined : (value as Members)[name];
  return typeof text === 'string' && text !== '' ? text : undefined;
}

function withOpaque(value: Members, text: unknown): Members {
  return { ...value, [opaqueMember[textOf(value.type)] as string]: text };
}

/** The same block, or delta, with what only its maker can read wrapped in its maker's name. */
function wrapBlock<T>(block: T, boundary: string): T {
  const text = opaqueText(block);
  if (text === undefined || unwrapOpaque(text)) return block;
  return withOpaque(block as Members, wrapOpaque(boundary, text)) as T;
}

/** Blocks with opaque content wrapped; `undefined` where there is none. */
export function wrapBlocks(content: unknown, boundary: string): unknown[] | undefined {
  if (!Array.isArray(content)) return undefined;
  const wrapped = content.map((block) => wrapBlock(block, boundary));
  return wrapped.some((block, place) => block !== content[place]) ? wrapped : undefined;
}

/** An event of an upstream with opaque content wrapped; the frame itself where there is none. */
export function wrapBlockFrame(frame: EventFrame, boundary: string): EventFrame {
  const { content_block: block, delta } = frame.event as Members;
  const wrapped = wrapBlock(block, boundary);
  if (wrapped !== block) return changed(frame, { content_block: wrapped });
  const wrappedDelta = wrapBlock(delta, boundary);
  return wrappedDelta === delta ? frame : changed(frame, { delta: wrappedDelta });
}

function changed(frame: EventFrame, members: Members): EventFrame {
  return { ...frame, event: { ...(frame.event as Members), ...members }, raw: undefined };
}
