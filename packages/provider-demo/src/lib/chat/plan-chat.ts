import type { DeepReadonly } from '@gw/core';
import type { ChatFinishReason, ChatRequest, ChatToolCall, ChatUsage } from '@gw/schema';
import { stableId } from '../hash.ts';
import { countWords, splitJson, splitWords } from '../words.ts';
import { chooseTools, type OfferedTool } from './choose-tools.ts';
import { composeText } from './compose-text.ts';
import { planToolCalls } from './plan-tool-calls.ts';
import { type Conversation, readConversation } from './read-conversation.ts';

/** What will be said, before it becomes one JSON object or many chunks. */
export interface ChatPlan {
  readonly id: string;
  readonly choices: readonly PlannedChoice[];
  readonly usage: ChatUsage;
}

export interface PlannedChoice {
  readonly index: number;
  /** Empty where tools are called. */
  readonly words: readonly string[];
  readonly toolCalls: readonly ChatToolCall[];
  readonly finishReason: ChatFinishReason;
}

type Request = DeepReadonly<ChatRequest>;

/** @throws {GatewayError} 400 for what the demo cannot do. */
export function planChat(request: Request): ChatPlan {
  const conversation = readConversation(request);
  const tools = chooseTools(request, conversation);
  const id = stableId('chatcmpl-', request.messages);
  const planChoice =
    tools.length > 0 ? createCallPlanner(tools, id) : createTextPlanner(request, conversation);
  const choices = Array.from({ length: request.n ?? 1 }, (_, index) => planChoice(index));
  return { id, choices, usage: countUsage(conversation, choices) };
}

/** What is the same in all choices is worked out once. */
type ChoicePlanner = (index: number) => PlannedChoice;

function createCallPlanner(tools: readonly OfferedTool[], completionId: string): ChoicePlanner {
  const calls = planToolCalls(tools);
  return (index) => ({
    index,
    words: [],
    toolCalls: calls.map((call, position) => ({
      ...call,
      // No two calls share an id, in this turn or another: clients file results under it.
      id: stableId('call_', [completionId, index, position]),
    })),
    finishReason: 'tool_calls',
  });
}

function createTextPlanner(request: Request, conversation: Conversation): ChoicePlanner {
  const { n, response_format: format, max_completion_tokens, max_tokens } = request;
  const isJson = format != null && format.type !== 'text';
  const answers = n ?? 1;
  const text = composeText(request, conversation);
  return (index) => {
    const isOneOfMany = answers > 1 && !isJson;
    const own = isOneOfMany ? `(${index + 1} of ${answers}) ${text}` : text;
    const words = (isJson ? splitJson : splitWords)(untilStop(own, request.stop));
    const limit = max_completion_tokens ?? max_tokens ?? words.length;
    const finishReason = words.length > limit ? 'length' : 'stop';
    return { index, words: words.slice(0, limit), toolCalls: [], finishReason };
  };
}

/** "The returned text will not contain the stop sequence." */
function untilStop(text: string, stop: Request['stop']): string {
  const stops = (typeof stop === 'string' ? [stop] : (stop ?? [])).filter(Boolean);
  const ends = stops.map((each) => text.indexOf(each)).filter((at) => at >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

/** The demo has no tokenizer: a word is a token, which is about what others count too. */
function countUsage({ words }: Conversation, choices: readonly PlannedChoice[]): ChatUsage {
  const written = choices.reduce((sum, choice) => sum + countWritten(choice), 0);
  return {
    prompt_tokens: words,
    completion_tokens: written,
    total_tokens: words + written,
  };
}

function countWritten({ words, toolCalls }: PlannedChoice): number {
  const called = toolCalls.map((call) =>
    'function' in call ? splitJson(call.function.arguments).length : countWords(call.custom.input),
  );
  return words.length + called.reduce((sum, count) => sum + count + 1, 0);
}
