import { GatewayError } from '@gw/core';
import { createToolNames, type Members, present, textOf } from '@gw/provider-utils';
import type { MessagesRequest, MessagesTextBlock } from '@gw/schema';
import { convertToolChoice } from './convert-tool-choice.ts';
import { convertTools } from './convert-tools.ts';
import { groupTurns, type Message } from './group-turns.ts';
import type { ModelTraits } from './model-traits.ts';
import { readItems } from './read-items.ts';
import type { RequestContext } from './request-context.ts';

/** What the model reads. */
export interface Prompt extends Pick<MessagesRequest, 'system' | 'tools' | 'tool_choice'> {
  readonly messages: Message[];
}

/** Instructions first, then the input in its order, and the tools. */
export function convertPrompt(body: Members, traits: ModelTraits, context: RequestContext): Prompt {
  const { instructions, input } = body;
  const names = createToolNames(body.tools);
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : (input ?? []);
  const { takesSystemTurns } = traits;
  const told = groupTurns(readItems(items, { names, ...context }), {
    takesSystemTurns,
    warn: context.warn,
  });
  if (told.messages.length === 0) throw nothingSaid();
  const system = [...toBlocks(instructions), ...told.system];
  const tools = convertTools(body.tools, names);
  const tool_choice = convertToolChoice(body, tools.length > 0, names, traits);
  return {
    ...(system.length > 0 && { system }),
    messages: told.messages,
    ...(tools.length > 0 && { tools }),
    ...present({ tool_choice }),
  };
}

function toBlocks(instructions: unknown): MessagesTextBlock[] {
  const text = textOf(instructions);
  return text === '' ? [] : [{ type: 'text', text }];
}

function nothingSaid(): GatewayError {
  const message = 'Missing required parameter "input": this model must be told something.';
  return new GatewayError('missing_required_parameter', message, { param: 'input' });
}
