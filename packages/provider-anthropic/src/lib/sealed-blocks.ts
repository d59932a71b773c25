import { isMembers, type Members, objectsIn, textOf } from '@gw/provider-utils';
import type { MessagesBlock } from '@gw/schema';

/**
 * Blocks that only Anthropic can read and that it wants back unchanged, as the text that rides in
 * `encrypted_content` of a reasoning item.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking#preserving-thinking-blocks
 */
export function sealBlock(block: Members): string {
  return JSON.stringify({ anthropic: [block] });
}

/** The blocks in such a text; `undefined` for what somebody else wrote. */
export function openBlocks(sealed: unknown): MessagesBlock[] | undefined {
  const parsed = parse(textOf(sealed));
  if (!isMembers(parsed) || !Array.isArray(parsed.anthropic)) return undefined;
  return objectsIn(parsed.anthropic).flatMap(toBlock);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function toBlock(block: Members): MessagesBlock[] {
  const { type, thinking, signature, data } = block;
  if (type === 'thinking') {
    return [{ type, thinking: textOf(thinking), signature: textOf(signature) }];
  }
  if (type === 'redacted_thinking') return [{ type, data: textOf(data) }];
  return isSealable(block) ? [block as unknown as MessagesBlock] : [];
}

/** What the request says openly has its own place there; a client cannot smuggle it in. */
const open = new Set<unknown>([
  'text',
  'image',
  'document',
  'tool_use',
  'tool_result',
  'search_result',
  'container_upload',
]);

/**
 * Blocks of server tools and what else is only handed back. Those that name an uploaded file are not:
 * all tenants share the key that could read it.
 */
export function isSealable(block: Members): boolean {
  return (
    typeof block.type === 'string' &&
    !open.has(block.type) &&
    !JSON.stringify(block).includes('"file_id"')
  );
}
