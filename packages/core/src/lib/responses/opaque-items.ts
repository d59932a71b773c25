import { isMembers, type Members } from './members.ts';

/** Whether an item carries opaque reasoning, which a client gets only when it asks. */
export function hasOpaqueReasoning(item: unknown): item is Members {
  return isMembers(item) && item.type === 'reasoning' && item.encrypted_content != null;
}

/** The item as a client sees it that did not ask for opaque reasoning. */
export function withoutOpaque(item: unknown): unknown {
  if (!hasOpaqueReasoning(item)) return item;
  const { encrypted_content: _, ...rest } = item;
  return rest;
}

/**
 * The response as its client was given it, with the opaque reasoning that stayed with us: what is
 * kept is what was said, and what its maker wants back.
 */
export function restoreOpaque(given: object, whole: object): object {
  const hidden = new Map(
    outputOf(whole)
      .filter(hasOpaqueReasoning)
      .map((item) => [item.id, item]),
  );
  if (hidden.size === 0) return given;
  const output = outputOf(given).map((item) => {
    const held = isMembers(item) ? hidden.get(item.id) : undefined;
    return held ? { encrypted_content: held.encrypted_content, ...(item as Members) } : item;
  });
  return { ...given, output };
}

function outputOf(response: object): readonly unknown[] {
  return 'output' in response && Array.isArray(response.output) ? response.output : [];
}
