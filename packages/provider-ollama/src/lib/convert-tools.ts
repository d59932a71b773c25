import { isMembers, unsupported } from '@gw/provider-utils';
import type { OllamaTool } from './ollama-api.ts';
import type { Warn } from './request-context.ts';

/**
 * The tools to offer. Ollama cannot be told which one to call, so a choice is kept by offering only
 * what may be called; that something *is* called cannot be promised, and is warned of.
 * @returns `undefined` where nothing is offered.
 * @throws {GatewayError} naming a tool or choice that is about something else than functions.
 */
export function convertTools(
  tools: unknown,
  choice: unknown,
  warn: Warn,
): OllamaTool[] | undefined {
  const offered = Array.isArray(tools) ? tools.map(convertTool(warn)) : [];
  const kept = keepChoice(offered, choice, warn);
  return kept.length > 0 ? kept : undefined;
}

function convertTool(warn: Warn): (tool: unknown, index: number) => OllamaTool {
  return (tool, index) => {
    const { type, function: described } = isMembers(tool) ? tool : {};
    if (type !== 'function' || !isMembers(described)) {
      throw unsupported(`tools[${index}].type`, 'Ollama knows tools of type "function" only.');
    }
    const { name, description, parameters, strict } = described;
    if (strict === true) {
      warn(
        `Ollama does not hold models to the parameters of a tool: tools[${index}] is not strict.`,
      );
    }
    return {
      type: 'function',
      function: {
        name: String(name),
        ...(typeof description === 'string' && { description }),
        parameters: parameters ?? { type: 'object', properties: {} },
      },
    };
  };
}

function keepChoice(tools: OllamaTool[], choice: unknown, warn: Warn): OllamaTool[] {
  if (choice === undefined || choice === null || choice === 'auto') return tools;
  if (choice === 'none') return [];
  if (choice === 'required') return mustCall(tools, warn);
  const { type, function: named, allowed_tools: allowed } = isMembers(choice) ? choice : {};
  if (type === 'function' && isMembers(named)) {
    return mustCall(only(tools, [named.name], 'tool_choice.function.name'), warn);
  }
  if (type !== 'allowed_tools' || !isMembers(allowed)) {
    throw unsupported('tool_choice', 'Ollama knows tools of type "function" only.');
  }
  const kept = only(tools, namesIn(allowed.tools), 'tool_choice.allowed_tools.tools');
  return allowed.mode === 'required' ? mustCall(kept, warn) : kept;
}

function namesIn(allowed: unknown): unknown[] {
  if (!Array.isArray(allowed)) return [];
  return allowed.map((tool) => (isMembers(tool?.function) ? tool.function.name : undefined));
}

function only(tools: readonly OllamaTool[], names: readonly unknown[], param: string) {
  const kept = tools.filter((tool) => names.includes(tool.function.name));
  if (kept.length > 0) return kept;
  throw unsupported(param, 'None of the tools in "tools" has this name.');
}

function mustCall(tools: OllamaTool[], warn: Warn): OllamaTool[] {
  warn('Ollama cannot be made to call a tool: "tool_choice" only decides which ones are offered.');
  return tools;
}
