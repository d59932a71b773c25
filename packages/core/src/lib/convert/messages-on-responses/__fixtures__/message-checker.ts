import type { MessagesDelta, MessagesStreamEvent } from '@gw/schema';

/** Which deltas a block takes. */
const deltasOf: Readonly<Record<string, readonly MessagesDelta['type'][]>> = {
  text: ['text_delta', 'citations_delta'],
  thinking: ['thinking_delta', 'signature_delta'],
  tool_use: ['input_json_delta'],
  redacted_thinking: [],
};

interface Checking {
  readonly violations: string[];
  phase: 'idle' | 'blocks' | 'told' | 'ended';
  blockCount: number;
  /** Type of the block that is open. */
  open: string | undefined;
  hasSignature: boolean;
}

/** Follows a message's events through the states of its stream. @returns the rules that it breaks. */
export function checkMessage(events: readonly MessagesStreamEvent[]): string[] {
  const checking: Checking = {
    violations: [],
    phase: 'idle',
    blockCount: 0,
    open: undefined,
    hasSignature: false,
  };
  for (const event of events) checkEvent(checking, event);
  if (checking.phase !== 'ended') checking.violations.push('the message does not end');
  return checking.violations;
}

function checkEvent(checking: Checking, event: MessagesStreamEvent): void {
  const expect = (isRight: boolean, problem: string) => {
    if (!isRight) checking.violations.push(`${problem}: ${event.type}`);
  };
  const isOf = 'index' in event && event.index === checking.blockCount - 1;
  switch (event.type) {
    case 'message_start':
      expect(checking.phase === 'idle', 'begins twice');
      checking.phase = 'blocks';
      return;
    case 'content_block_start':
      expect(checking.phase === 'blocks' && checking.open === undefined, 'a block is open');
      expect(event.index === checking.blockCount++, 'out of place');
      checking.open = event.content_block.type;
      checking.hasSignature = false;
      return;
    case 'content_block_delta':
      expect(isOf && checking.open !== undefined, 'of a block that is not open');
      expect(deltasOf[checking.open ?? '']?.includes(event.delta.type) === true, 'of another kind');
      expect(!Object.values(event.delta).includes(''), 'says nothing');
      expect(!checking.hasSignature, 'behind the signature');
      checking.hasSignature = event.delta.type === 'signature_delta';
      return;
    case 'content_block_stop':
      expect(isOf && checking.open !== undefined, 'of a block that is not open');
      expect(checking.open !== 'thinking' || checking.hasSignature, 'without a signature');
      checking.open = undefined;
      return;
    case 'message_delta':
      expect(checking.phase === 'blocks' && checking.open === undefined, 'a block is open');
      expect(event.delta.stop_reason !== null, 'without a reason');
      checking.phase = 'told';
      return;
    case 'message_stop':
      expect(checking.phase === 'told', 'before its reason');
      checking.phase = 'ended';
      return;
    default:
      expect(false, 'unexpected');
  }
}
