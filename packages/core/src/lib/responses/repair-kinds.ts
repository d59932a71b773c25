import type { PartList } from './repair-state.ts';

/** What a family of events adds to: `response.output_text.delta` to an `output_text` of a message. */
export interface TextKind {
  readonly stem: string;
  readonly itemType: string;
  /** The member that holds the whole text, of the part or item and of the `.done` event. */
  readonly field: string;
  /** Default: the text is the item's own. */
  readonly part?: { readonly list: PartList; readonly type: string };
}

const text = (stem: string, itemType: string, list: PartList, type: string): TextKind => ({
  stem: `response.${stem}`,
  itemType,
  field: type === 'refusal' ? 'refusal' : 'text',
  part: { list, type },
});

export const textKinds: readonly TextKind[] = [
  text('output_text', 'message', 'content', 'output_text'),
  text('refusal', 'message', 'content', 'refusal'),
  text('reasoning_text', 'reasoning', 'content', 'reasoning_text'),
  text('reasoning', 'reasoning', 'content', 'reasoning_text'),
  text('reasoning_summary_text', 'reasoning', 'summary', 'summary_text'),
  { stem: 'response.function_call_arguments', itemType: 'function_call', field: 'arguments' },
  { stem: 'response.custom_tool_call_input', itemType: 'custom_tool_call', field: 'input' },
];

/** The kind of a whole item's text, or of one of its parts. */
export function kindOf(itemType: string, partType?: string): TextKind | undefined {
  return textKinds.find((kind) => kind.itemType === itemType && kind.part?.type === partType);
}
