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
