import type { MessagesPrompt, ResponsesRequest } from '@gw/schema';
import type { ConversionContext } from '../../conversion.ts';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { blocksAt } from './blocks.ts';
import { convertMessages, textOfBlock } from './messages.ts';
import { convertFormat } from './output-format.ts';
import { convertThinking } from './thinking.ts';
import { convertToolChoice, convertTools } from './tools.ts';

type Prompt = Pick<
  ResponsesRequest,
  'instructions' | 'input' | 'tools' | 'tool_choice' | 'parallel_tool_calls' | 'reasoning' | 'text'
>;

/** What the model reads, and what else counts as input. */
export function convertPrompt(
  request: DeepReadonly<MessagesPrompt>,
  { boundary, warn }: ConversionContext,
): Prompt {
  const warnOnce = once(warn);
  const converted: DeepReadonly<Prompt> = {
    ...present({
      instructions: toInstructions(request.system),
      tools: convertTools(request, warnOnce),
      reasoning: convertThinking(request),
      text: convertFormat(request),
    }),
    ...convertToolChoice(request),
    input: convertMessages(request.messages, { boundary, warn: warnOnce }),
  };
  // Schemas go on unchanged and are read-only still; nobody edits a request in place.
  return converted as Prompt;
}

function toInstructions(system: unknown): string | undefined {
  const texts = blocksAt(system, 'system').map(textOfBlock);
  return texts.filter((text) => text !== '').join('\n\n') || undefined;
}

/** A long conversation loses the same thing many times. */
function once(warn: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (!told.has(message)) warn(message);
    told.add(message);
  };
}
