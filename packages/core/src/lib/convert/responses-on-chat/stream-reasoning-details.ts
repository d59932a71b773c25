import type { ChatReasoningDetail } from '@gw/schema';

/**
 * Adds a piece of reasoning to those that came: pieces of one thought share type, index and id, as
 * far as they say them.
 * @returns the place of the thought among `details`.
 */
export function mergeDetail(details: ChatReasoningDetail[], piece: ChatReasoningDetail): number {
  const place = details.findLastIndex((detail) => continues(detail, piece));
  const before = details[place];
  if (before === undefined) return details.push({ ...piece }) - 1;
  details[place] = {
    ...before,
    ...withoutNulls(piece),
    ...grown('text', before, piece),
    ...grown('summary', before, piece),
  };
  return place;
}

/** Opaque pieces are whole: only texts go on. */
function continues(before: ChatReasoningDetail, piece: ChatReasoningDetail): boolean {
  if (before.type !== piece.type || !isTextual(piece)) return false;
  const isSame = agree(before.index, piece.index) && agree(before.id, piece.id);
  const isNamed = piece.index != null || piece.id != null;
  // What is signed is finished.
  return isSame && (isNamed || !before.signature || !piece.text);
}

function isTextual({ type }: ChatReasoningDetail): boolean {
  return type === 'reasoning.text' || type === 'reasoning.summary';
}

function agree(one: unknown, other: unknown): boolean {
  return one == null || other == null || one === other;
}

function grown(name: 'text' | 'summary', before: ChatReasoningDetail, piece: ChatReasoningDetail) {
  const more = piece[name];
  if (typeof more !== 'string') return {};
  return { [name]: `${before[name] ?? ''}${more}` };
}

function withoutNulls(piece: ChatReasoningDetail): Partial<ChatReasoningDetail> {
  return Object.fromEntries(Object.entries(piece).filter(([, value]) => value != null));
}

/** What describes a detail; everything else is what it says. */
const labels = new Set(['type', 'id', 'index', 'format']);

/** Whether it says anything. */
export function saysSomething(detail: ChatReasoningDetail): boolean {
  return Object.entries(detail).some(
    ([name, value]) => !labels.has(name) && value != null && value !== '',
  );
}
