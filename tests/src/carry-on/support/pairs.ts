import { type Kind, kinds } from './house.ts';
import type { Way } from './ways.ts';

/** Of the same kind is the same server, or `other`: one that cannot read the first one's thoughts. */
export type Pair = readonly [first: Kind, next: Kind, which: 'other' | undefined];

/** Every ordered pair, and of every kind two that are strangers to each other. */
export const pairs: readonly Pair[] = kinds.flatMap((first) => [
  ...kinds.map((next) => [first, next, undefined] as const),
  [first, first, 'other'] as const,
]);

/** Chat servers whose messages hold their thoughts, for everybody to read. */
const open: readonly Kind[] = ['content', 'details', 'ollama'];

/**
 * Whether a client shows one what the other thought. A chat client's messages reach a chat server as
 * they are, and thoughts stand in them without the name of who had them.
 */
export function mixesThoughts({ api }: Way, [first, next, which]: Pair): boolean {
  if (api !== 'chat' || (first === next && which === undefined)) return false;
  return open.includes(first) && open.includes(next);
}

/** Of thoughts that are mixed: whether a reader sees that they are not its own. */
export function refusesThoughts(pair: Pair): boolean {
  return pair.join() === 'details,details,other';
}
