import type { MessagesToolResultBlock, ResponsesInputPart } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { textAt } from '../request-faults.ts';
import { blocksAt, type Item } from './blocks.ts';
import { toInputContent, toInputParts } from './input-parts.ts';

/** What a tool gave back. */
export function toOutputItem(value: DeepReadonly<MessagesToolResultBlock>, param: string): Item {
  const call_id = textAt(value.tool_use_id, `${param}.tool_use_id`);
  const parts = blocksAt(value.content, `${param}.content`).flatMap(toInputParts);
  const output = value.is_error === true ? toFailure(parts) : toInputContent(value.content, parts);
  return { type: 'function_call_output', call_id, output };
}

/** Responses has no mark for it, so that the model is told in words. */
function toFailure(parts: readonly ResponsesInputPart[]): string | ResponsesInputPart[] {
  if (parts.length === 0) return 'The tool call failed.';
  const heading = 'The tool call failed:\n';
  const [first, ...others] = parts;
  if (first?.type === 'input_text' && others.length === 0) return heading + first.text;
  return [{ type: 'input_text', text: heading }, ...parts];
}
