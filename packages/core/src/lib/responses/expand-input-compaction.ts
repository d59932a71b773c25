import type { ResponsesInputItem } from '@gw/schema';
import { GatewayError } from '../errors.ts';
import type { PlacedItem } from './expand-input-items.ts';
import { isMembers } from './members.ts';
import { unsealItem } from './sealed-compactions.ts';

/** What opens sealed summaries. */
export interface CompactionOptions {
  /** @throws {GatewayError} `invalid_encrypted_content` */
  openCompaction(sealed: string): Promise<string>;
  isSealed(text: string): boolean;
}

/**
 * Items with what we sealed in place of its seal: a summary of ours, or what an upstream sealed.
 * @throws {GatewayError} `invalid_encrypted_content` naming the item.
 */
export async function openCompactions(
  items: readonly PlacedItem[],
  options: CompactionOptions,
): Promise<PlacedItem[]> {
  const opened: PlacedItem[] = [];
  for (const placed of items) {
    const sealed = sealedContent(placed.item, options);
    if (sealed === undefined) opened.push(placed);
    else opened.push(...(await openAt(sealed, placed, options)));
  }
  return opened;
}

function sealedContent(item: ResponsesInputItem, { isSealed }: CompactionOptions) {
  if (!isMembers(item) || item.type !== 'compaction') return undefined;
  const { encrypted_content: content } = item;
  return typeof content === 'string' && isSealed(content) ? content : undefined;
}

async function openAt(
  sealed: string,
  { item, position }: PlacedItem,
  { openCompaction }: CompactionOptions,
): Promise<PlacedItem[]> {
  try {
    const opened = JSON.parse(await openCompaction(sealed));
    const items = Array.isArray(opened) ? opened : [unsealItem({ ...item }, opened)];
    return (items as ResponsesInputItem[]).map((one) => ({ item: one, position }));
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause;
    const param = `input[${position}].encrypted_content`;
    throw new GatewayError(cause.code, cause.message, { param, cause });
  }
}
