import {
  isMembers,
  objectsAt,
  type Placed,
  present,
  textAt,
  unsupported,
} from '@gw/provider-utils';
import type { AcmeRequest, AcmeTool } from './acme-api.ts';

type Warn = (message: string) => void;

/**
 * The tools to offer. Acme cannot be told to leave them alone, so `none` offers none.
 * @throws {GatewayError} for tools that are no functions, and a choice that Acme does not have.
 */
export function convertTools(
  tools: unknown,
  choice: unknown,
  warn: Warn,
): Pick<AcmeRequest, 'tools' | 'must_call'> {
  const offered = tools == null ? [] : objectsAt(tools, 'tools').map(convertTool(warn));
  if (offered.length === 0 || choice === 'none') return {};
  if (choice == null || choice === 'auto') return { tools: offered };
  if (choice === 'required') return { tools: offered, must_call: true };
  throw unsupported('tool_choice', 'Acme knows "auto", "none" and "required".');
}

function convertTool(warn: Warn): (tool: Placed) => AcmeTool {
  return ({ value: tool, param }) => {
    if (tool.type !== 'function' || !isMembers(tool.function)) {
      throw unsupported(param, 'Acme knows tools of type "function" only.');
    }
    const { name, description, parameters, strict } = tool.function;
    if (strict === true) warn(`Acme does not know "${param}.function.strict"; it was left out.`);
    return present({
      name: textAt(name, `${param}.function.name`),
      about: description == null ? undefined : textAt(description, `${param}.function.description`),
      input: parameters ?? { type: 'object', properties: {} },
    });
  };
}
