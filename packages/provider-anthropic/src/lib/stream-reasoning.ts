import { createId } from '@gw/core';
import { type Members, textOf } from '@gw/provider-utils';
import { isSealable, sealBlock } from './sealed-blocks.ts';
import {
  beginItem,
  inItem,
  type OpenBlock,
  type OpenItem,
  type StreamState,
  tell,
} from './stream-state.ts';

/**
 * A thinking block: reasoning whose text, where Anthropic shows one, is a summary, and whose signature
 * goes back with it.
 */
export function openThinking(state: StreamState, block: Members): OpenBlock {
  let thinking = '';
  let signature = textOf(block.signature);
  const item = beginReasoning(state, () =>
    // Cut off before it was signed, it could not be handed back.
    signature === '' ? undefined : { type: 'thinking', thinking, signature },
  );
  const addText = (delta: string) => {
    if (delta === '') return;
    if (thinking === '') beginSummary(state, item);
    thinking += delta;
    const type = 'response.reasoning_summary_text.delta';
    tell(state, { type, ...inItem(item), summary_index: 0, delta });
  };
  addText(textOf(block.thinking));
  return {
    item,
    add(delta) {
      if (delta.type === 'thinking_delta') addText(textOf(delta.thinking));
      if (delta.type === 'signature_delta') signature += textOf(delta.signature);
    },
  };
}

/**
 * A block that only Anthropic reads, such as redacted thinking or what a server tool did: reasoning
 * without a text.
 */
export function openSealed(state: StreamState, block: Members): OpenBlock {
  if (!isSealable(block)) {
    state.warn(`Output of type "${textOf(block.type)}" was left out.`);
    return { add: () => {} };
  }
  let json = '';
  const item = beginReasoning(state, () =>
    json === '' ? block : { ...block, input: parse(json) },
  );
  return {
    item,
    add(delta) {
      if (delta.type === 'input_json_delta') json += textOf(delta.partial_json);
    },
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

function beginReasoning(state: StreamState, blockOf: () => Members | undefined): OpenItem {
  const id = createId('rs');
  const begun = { type: 'reasoning' as const, id, summary: [], status: 'in_progress' as const };
  return beginItem(state, begun, () => {
    const block = blockOf();
    return block ? { encrypted_content: sealBlock(block) } : {};
  });
}

function beginSummary(state: StreamState, item: OpenItem): void {
  const part = { type: 'summary_text' as const, text: '' };
  const type = 'response.reasoning_summary_part.added';
  tell(state, { type, ...inItem(item), summary_index: 0, part });
}
