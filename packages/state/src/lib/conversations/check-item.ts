import type { ResponsesInputItem } from '@gw/schema';
import { invalid, missing, wrongType } from '../kit/faults.ts';
import { readMembers } from '../kit/json-text.ts';
import { type Members, textAt } from '../kit/members.ts';
import { refuseTwice } from '../kit/read-body.ts';
import { type Check, checkContent, checkOf, checkParts, texts } from './check-parts.ts';

/** What items of each type cannot do without: one that lacks it would spoil every later turn. */
const itemChecks: Readonly<Record<NonNullable<ResponsesInputItem['type']>, Check>> = {
  message: checkMessage,
  function_call: texts('call_id', 'name', 'arguments'),
  function_call_output: checkOutput,
  custom_tool_call: texts('call_id', 'name', 'input'),
  custom_tool_call_output: checkOutput,
  reasoning: checkReasoning,
  compaction: texts('encrypted_content'),
  item_reference: texts('id'),
};

/**
 * What an item needs so that it can be kept, listed, and sent to a model. Types that the schema does
 * not know are the model's to judge.
 * @param text of any JSON value.
 * @throws {GatewayError} naming the member, as `items[2].content[0].text`.
 */
export function checkItem(text: string, param: string): void {
  if (!text.startsWith('{')) throw wrongType(param, 'an object', JSON.parse(text));
  refuseTwice(readMembers(text), param);
  const item = JSON.parse(text) as Members;
  const { id, role } = item;
  // Clients may leave out the type of a message.
  const type = item.type == null && role != null ? 'message' : item.type;
  const known = textAt(type, `${param}.type`);
  if (known === '') throw invalid(`${param}.type`, 'it must not be empty.');
  if (id != null) textAt(id, `${param}.id`);
  checkOf(itemChecks, known)?.(item, param);
}

const roles: readonly unknown[] = ['user', 'assistant', 'system', 'developer'];

function checkMessage({ role, content }: Members, param: string): void {
  const place = `${param}.role`;
  if (!roles.includes(textAt(role, place)))
    throw invalid(place, "expected 'user', 'assistant', 'system' or 'developer'.");
  checkContent(content, `${param}.content`);
}

function checkOutput({ call_id, output }: Members, param: string): void {
  textAt(call_id, `${param}.call_id`);
  checkContent(output, `${param}.output`);
}

function checkReasoning({ summary, content }: Members, param: string): void {
  if (summary == null) throw missing(`${param}.summary`);
  for (const [name, parts] of Object.entries({ summary, content })) {
    const place = `${param}.${name}`;
    if (parts == null) continue;
    if (!Array.isArray(parts)) throw wrongType(place, 'an array of parts', parts);
    checkParts(parts, place);
  }
}
