import type { ResponsesInputFile, ResponsesInputImage } from '@gw/schema';
import { invalid, wrongType } from '../kit/faults.ts';
import { isMembers, type Members, textAt } from '../kit/members.ts';
import type { VariableValue } from './render-template.ts';

/**
 * The `variables` of a response's `prompt`: strings, or parts of the types `input_text`,
 * `input_image` and `input_file`. What is inside an image or a file is the upstream's to judge.
 * @throws {GatewayError} naming `prompt.variables.NAME`.
 */
export function readVariables(variables: Members): Map<string, VariableValue> {
  return new Map(
    Object.entries(variables).map(([name, value]) => [
      name,
      readValue(value, `prompt.variables.${name}`),
    ]),
  );
}

function readValue(value: unknown, param: string): VariableValue {
  if (typeof value === 'string') return value;
  if (!isMembers(value)) throw wrongType(param, 'a string or a part', value);
  switch (textAt(value.type, `${param}.type`)) {
    case 'input_text':
      return textAt(value.text, `${param}.text`);
    case 'input_image':
    case 'input_file':
      return value as unknown as ResponsesInputImage | ResponsesInputFile;
    default:
      throw invalid(`${param}.type`, "expected 'input_text', 'input_image' or 'input_file'.");
  }
}
