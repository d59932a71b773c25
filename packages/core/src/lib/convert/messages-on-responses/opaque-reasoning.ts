import type { ResponsesReasoning } from '@gw/schema';
import { unwrapOpaque, wrapOpaque } from '../../opaque.ts';
import { isMembers, type Members } from '../../responses/members.ts';
import type { WholeReasoning } from '../read-responses/response-writer.ts';

/** A reasoning item in what a client sees of it: a text, and something opaque that it hands back. */
export interface ShownReasoning {
  readonly thinking: string;
  /** In `signature`, or in `data` where there is no text. */
  readonly opaque: string;
}

/**
 * Wraps a reasoning item so that its maker gets it back as it was, and nobody else gets it. Texts are in
 * it only where they could not be read from what the client sees.
 */
export function wrapReasoning(boundary: string, thinking: string, told: WholeReasoning): string {
  const { id, encryptedContent, summary, content } = told;
  return wrapOpaque(boundary, {
    // By an id alone nobody could find it: the upstream is told not to keep it.
    ...(encryptedContent !== '' && { id, encrypted_content: encryptedContent }),
    ...(isShownWhole(thinking, told) ? {} : { summary, content }),
  });
}

function isShownWhole(thinking: string, { summary, content }: WholeReasoning): boolean {
  if (content.length > 0) return false;
  return summary.length === 0 ? thinking === '' : summary.length === 1 && summary[0] === thinking;
}

/** The item again; `undefined` where this maker did not make it, or nobody of ours wrapped it. */
export function unwrapReasoning(
  { thinking, opaque }: ShownReasoning,
  boundary: string,
): ResponsesReasoning | undefined {
  const unwrapped = unwrapOpaque(opaque);
  if (unwrapped?.boundary !== boundary || !isMembers(unwrapped.content)) return undefined;
  const { id, encrypted_content, summary, content }: Members = unwrapped.content;
  const texts = textsIn(content);
  const shown = thinking === '' ? [] : [thinking];
  return {
    type: 'reasoning',
    ...(typeof id === 'string' && id !== '' && { id }),
    summary: (textsIn(summary) ?? shown).map((text) => ({ type: 'summary_text', text })),
    ...(texts?.length && { content: texts.map((text) => ({ type: 'reasoning_text', text })) }),
    ...(typeof encrypted_content === 'string' && { encrypted_content }),
  };
}

function textsIn(list: unknown): string[] | undefined {
  return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : undefined;
}
