import type { MessagesBlock, MessagesTextBlock, MessagesToolResultBlock } from '@gw/schema';
import type { Entry } from './read-items.ts';

/** A turn as this package writes it: its content is always a list. */
export type Message =
  | { role: 'user' | 'assistant'; content: MessagesBlock[] }
  /** Only behind a user's message, and only newer models know it. */
  | { role: 'system'; content: MessagesTextBlock[] };

/** A conversation as Anthropic wants it. */
export interface Conversation {
  /** What the system says before anybody else. */
  readonly system: MessagesTextBlock[];
  readonly messages: Message[];
}

/** What stands between two turns of the model, in the order in which it is told. */
interface UserTurn {
  readonly role: 'user';
  readonly results: MessagesToolResultBlock[];
  readonly said: MessagesBlock[];
  readonly system: MessagesTextBlock[];
}

interface AssistantTurn {
  readonly role: 'assistant';
  readonly blocks: MessagesBlock[];
}

export interface GroupingOptions {
  /** Whether a system message may stand in the middle. */
  readonly takesSystemTurns: boolean;
  /** Told of what does not stay where it was. */
  warn(message: string): void;
}

/**
 * Puts a conversation into turns, user and model by turns. In a user's turn the outputs of tools come
 * first, wherever they stood: each must follow the turn that has its call. What the system says in
 * the middle comes behind what the user says beside it, the only place where it may stand; models that
 * do not take it there are told at the beginning. Where nobody else speaks it is the user's word.
 * @see https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages#limitations
 */
export function groupTurns(entries: readonly Entry[], options: GroupingOptions): Conversation {
  const begin = entries.findIndex((entry) => entry.kind !== 'system');
  const leading = entries.slice(0, begin < 0 ? entries.length : begin);
  const system = leading.flatMap((entry) => (entry.kind === 'system' ? entry.blocks : []));
  if (begin < 0) return { system: [], messages: asUser(system) };
  const told = toMessages(takeTurns(entries.slice(begin)), options);
  return { system: [...system, ...told.system], messages: told.messages };
}

function takeTurns(entries: readonly Entry[]): (UserTurn | AssistantTurn)[] {
  const turns: (UserTurn | AssistantTurn)[] = [];
  /** Which turn has the call of an id; of an id that comes again, the last one. */
  const turnOfCall = new Map<string, number>();
  for (const entry of entries) {
    if (entry.kind === 'assistant') {
      assistantTurn(turns).blocks.push(...entry.blocks);
      if (entry.callId !== undefined) turnOfCall.set(entry.callId, turns.length - 1);
    } else if (entry.kind === 'output') {
      turnBehind(turns, turnOfCall.get(entry.callId)).results.push(entry.block);
    } else if (entry.kind === 'user') {
      userTurn(turns).said.push(...entry.blocks);
    } else {
      userTurn(turns).system.push(...entry.blocks);
    }
  }
  return turns;
}

function assistantTurn(turns: (UserTurn | AssistantTurn)[]): AssistantTurn {
  const last = turns.at(-1);
  if (last?.role === 'assistant') return last;
  const turn: AssistantTurn = { role: 'assistant', blocks: [] };
  turns.push(turn);
  return turn;
}

function userTurn(turns: (UserTurn | AssistantTurn)[]): UserTurn {
  const last = turns.at(-1);
  if (last?.role === 'user') return last;
  const turn: UserTurn = { role: 'user', results: [], said: [], system: [] };
  turns.push(turn);
  return turn;
}

function turnBehind(turns: (UserTurn | AssistantTurn)[], place: number | undefined): UserTurn {
  const next = place === undefined ? undefined : turns[place + 1];
  return next?.role === 'user' ? next : userTurn(turns);
}

function toMessages(
  turns: readonly (UserTurn | AssistantTurn)[],
  { takesSystemTurns, warn }: GroupingOptions,
): Conversation {
  const system: MessagesTextBlock[] = [];
  const messages = turns.flatMap((turn): Message[] => {
    if (turn.role === 'assistant') return [{ role: 'assistant', content: turn.blocks }];
    const content = [...turn.results, ...turn.said];
    if (content.length === 0) return [{ role: 'user', content: turn.system }];
    const message: Message = { role: 'user', content };
    if (turn.system.length === 0) return [message];
    if (takesSystemTurns) return [message, { role: 'system', content: turn.system }];
    system.push(...turn.system);
    warn('What the system said in the middle of the conversation was moved to its beginning.');
    return [message];
  });
  return { system, messages };
}

/** A conversation needs somebody who speaks. */
function asUser(content: MessagesTextBlock[]): Message[] {
  return content.length > 0 ? [{ role: 'user', content }] : [];
}
