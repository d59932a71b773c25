import type { CountTokensRequest, MessagesError, MessagesRequest } from '@gw/schema';
import type { Step } from '../upstream/step.ts';
import type { RouteInput } from './answer-request.ts';
import type { BodyShape } from './body-shapes.ts';
import { jsonSteps } from './json-steps.ts';
import { blocksOf, type InputBlock, type InputMessage, inputMessages } from './messages-input.ts';
import { findMisfit } from './refuse-shape.ts';
import { unsealText } from './sealed.ts';

/**
 * The 400 for a body that does not have this shape, or that breaks a rule of the API; undefined
 * for a good one.
 */
export function refuseMessages(
  { body, origin, requestId }: RouteInput,
  shape: BodyShape,
): Step[] | undefined {
  const misfit = findMisfit(body, shape)?.message;
  const message = misfit ?? findBreach(body as CountTokensRequest & MessagesRequest, origin);
  if (message === undefined) return undefined;
  const refusal: MessagesError = {
    type: 'error',
    error: { type: 'invalid_request_error', message },
    request_id: requestId,
  };
  return jsonSteps(refusal, { status: 400 });
}

/** The first rule that is broken, in words. */
function findBreach(request: MessagesRequest, origin: string): string | undefined {
  const messages = inputMessages(request);
  return (
    breachOfBudget(request) ??
    breachOfCalls(messages) ??
    breachOfResults(messages) ??
    breachOfBlocks(messages, origin)
  );
}

/** @see https://platform.claude.com/docs/en/build-with-claude/extended-thinking */
function breachOfBudget({ thinking, max_tokens: limit }: MessagesRequest): string | undefined {
  if (thinking?.type !== 'enabled') return undefined;
  const { budget_tokens: budget } = thinking;
  if (!(budget >= 1024)) return 'thinking.budget_tokens: It has to be 1024 at least.';
  // Where tokens are only counted there is no limit.
  if (limit === undefined || budget < limit) return undefined;
  return 'thinking.budget_tokens: It has to be below max_tokens.';
}

/** @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/handle-tool-calls */
function breachOfCalls(messages: readonly InputMessage[]): string | undefined {
  for (const [at, message] of messages.entries()) {
    const answered = resultsIn(messages[at + 1]);
    const id = callsIn(message).find((call) => !answered.includes(call));
    if (id !== undefined) return `messages.${at}: The next message has no result of call ${id}.`;
  }
  return undefined;
}

function breachOfResults(messages: readonly InputMessage[]): string | undefined {
  for (const [at, message] of messages.entries()) {
    const called = callsIn(messages[at - 1]);
    const id = resultsIn(message).find((result) => !called.includes(result));
    if (id !== undefined) return `messages.${at}: The message before has no call ${id}.`;
  }
  return undefined;
}

function callsIn(message: InputMessage | undefined): unknown[] {
  return blocksOf(message?.content).flatMap(({ type, id }) => (type === 'tool_use' ? [id] : []));
}

function resultsIn(message: InputMessage | undefined): unknown[] {
  return blocksOf(message?.content).flatMap(({ type, tool_use_id: id }) =>
    type === 'tool_result' ? [id] : [],
  );
}

function breachOfBlocks(messages: readonly InputMessage[], origin: string): string | undefined {
  for (const [at, { content }] of messages.entries()) {
    for (const [place, block] of blocksOf(content).entries()) {
      const breach = breachOfBlock(block, origin);
      if (breach !== undefined) return `messages.${at}.content.${place}: ${breach}`;
    }
  }
  return undefined;
}

/** It reads only the signatures that it made itself, and holds no files. */
function breachOfBlock(block: InputBlock, origin: string): string | undefined {
  switch (block.type) {
    case 'text':
      return block.text ? undefined : 'A text must not be empty.';
    case 'thinking':
      return breachOfSeal(block.signature, origin);
    case 'redacted_thinking':
      return breachOfSeal(block.data, origin);
    case 'image':
    case 'document':
      return block.source?.type === 'file' ? 'There is no such file.' : undefined;
    default:
      return undefined;
  }
}

function breachOfSeal(sealed: string | null | undefined, origin: string): string | undefined {
  return unsealText(origin, sealed ?? '') === undefined ? 'It was not signed here.' : undefined;
}
