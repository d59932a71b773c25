import type { Logger, RecordedEnd, Recorder } from '@gw/core';
import { locked } from '../conversations/hold-conversation.ts';
import { membersOf } from '../kit/members.ts';
import type { SidedItem } from './kept-response.ts';
import { fillReferences } from './own-items.ts';
import type { ConversationTurn, ResponseTurn } from './response-turn.ts';
import { writeLast } from './write-again.ts';

/** What its upstream alone holds no other model could be told. */
const leftOut = 'What only the upstream holds was left out of a conversation that refers to it.';

/** Adds a turn to its conversation whose response is kept by its upstream, under a name of that one. */
export function createConversationRecorder(
  turn: ResponseTurn,
  conversation: ConversationTurn,
  log: Logger,
): Recorder {
  const { store, input, isStreamed } = turn;
  const { id, lost } = conversation;

  async function add(output: readonly unknown[]): Promise<void> {
    const there = new Set(conversation.items.map((item) => membersOf(item).id));
    const filled = await fillReferences(store, input);
    const isUpstreams = (item: SidedItem) => item.names !== undefined && input.includes(item);
    if (filled.some(isUpstreams)) log.warn(leftOut, { conversation: id });
    const asked = filled
      .filter((item) => !there.has(item.names) && !isUpstreams(item))
      .map(({ text }) => text);
    const answered = output.map((item) => JSON.stringify(item));
    const changes = await conversation.changesFor([...asked, ...answered]);
    if (!(await store.write(changes))) throw locked(id);
  }

  return {
    lost,
    async end({ outcome, response }: RecordedEnd) {
      const { status, output } = membersOf(response);
      const isWhole = status === 'completed' || status === 'incomplete';
      if (outcome !== 'completed' || !isWhole || !Array.isArray(output)) return;
      const { first, last } = writeLast(isStreamed, () => add(output));
      turn.ending = last.catch((cause: unknown) => {
        log.error('A turn could not be added to its conversation.', { conversation: id, cause });
      });
      await first;
    },
  };
}
