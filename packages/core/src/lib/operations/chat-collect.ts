import type { ChatChunk, ChatCompletion } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { ResponseCollector } from '../operation.ts';

type Members = Record<string, unknown>;

interface CollectedChoice {
  message: Members;
  toolCalls: Map<number, Members>;
  rest: Members;
}

/** Puts a completion together from its chunks. Members that we do not know are put together alike. */
export function collectChat(): ResponseCollector<'chat'> {
  let head: Members | undefined;
  const choices = new Map<number, CollectedChoice>();
  return {
    push(chunk) {
      const { choices: chunkChoices, object: _, ...rest } = chunk;
      head = { ...head, ...withoutEmpty(rest) };
      for (const choice of objectsIn(chunkChoices)) addChoice(choices, choice);
    },
    end() {
      if (!head) return undefined;
      const ordered = [...choices].sort(([a], [b]) => a - b);
      return {
        ...head,
        object: 'chat.completion',
        choices: ordered.map(([index, choice]) => finishChoice(index, choice)),
      } as unknown as ChatCompletion;
    },
  };
}

function addChoice(choices: Map<number, CollectedChoice>, choice: ChatChunk['choices'][number]) {
  const { index = 0, delta, logprobs, ...rest } = choice;
  let collected = choices.get(index);
  if (!collected) {
    collected = { message: {}, toolCalls: new Map(), rest: {} };
    choices.set(index, collected);
  }
  const { tool_calls: calls, ...message } = delta ?? {};
  for (const [position, call] of objectsIn(calls).entries()) {
    const { index: callIndex = position, ...members } = call;
    const merged = merge(collected.toolCalls.get(callIndex) ?? {}, members);
    collected.toolCalls.set(callIndex, merged);
  }
  merge(collected.message, message);
  merge(collected.rest, { logprobs });
  // Beside the delta nothing is a piece: what a choice says anew stands in place of what it said.
  collected.rest = { ...collected.rest, ...withoutEmpty(rest) };
}

function finishChoice(index: number, { message, toolCalls, rest }: CollectedChoice) {
  const calls = [...toolCalls].sort(([a], [b]) => a - b).map(([, call]) => call);
  return {
    logprobs: null,
    finish_reason: null,
    ...rest,
    index,
    message: {
      role: 'assistant',
      content: null,
      refusal: null,
      ...message,
      ...(calls.length > 0 && { tool_calls: calls }),
    },
  };
}

/** Members that name a thing; an upstream that repeats them does not mean to extend them. */
const names = new Set(['id', 'type', 'role', 'name', 'finish_reason', 'format', 'index']);

/** Adds a delta to what has come: text and lists grow, objects merge, everything else is replaced. */
function merge(into: Members, delta: object): Members {
  for (const [name, value] of Object.entries(delta)) {
    // Read and assigned, this one name would be the prototype that all objects share.
    if (value == null || name === '__proto__') continue;
    const before = into[name];
    if (names.has(name)) into[name] = value || before;
    else if (typeof value === 'string' && typeof before === 'string') into[name] = before + value;
    else if (Array.isArray(value))
      into[name] = Array.isArray(before) ? [...before, ...value] : value;
    else if (typeof value === 'object') into[name] = merge(isMembers(before) ? before : {}, value);
    else into[name] = value;
  }
  return into;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutEmpty(members: object): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value != null));
}
