import type { MessagesResponse, MessagesStreamEvent } from '@gw/schema';
import { objectsIn } from '../objects-in.ts';
import type { DeepReadonly } from '../payload.ts';
import { isMembers, type Members, textOf } from '../responses/members.ts';

/** A whole message as the events of a stream. */
export function toMessagesEvents(response: DeepReadonly<MessagesResponse>): MessagesStreamEvent[] {
  const { content, usage, ...rest } = response as unknown as Members;
  const blocks = objectsIn(content as readonly Members[]);
  const ending = Object.entries(rest).filter(([name]) => toldAtEnd.has(name));
  const start = { ...rest, ...Object.fromEntries(ending.map(([name]) => [name, null])) };
  const events: Members[] = [
    { type: 'message_start', message: { ...start, content: [], usage } },
    ...blocks.flatMap(toBlockEvents),
    {
      type: 'message_delta',
      delta: Object.fromEntries(ending),
      usage: isMembers(usage) ? usage : { output_tokens: 0 },
    },
    { type: 'message_stop' },
  ];
  return events as unknown as MessagesStreamEvent[];
}

/** Members that a stream tells behind the last block. */
const toldAtEnd = new Set(['stop_reason', 'stop_sequence', 'stop_details', 'container']);

function toBlockEvents(block: Members, index: number): Members[] {
  const { start, deltas } = takeApart(block);
  return [
    { type: 'content_block_start', index, content_block: start },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** A block before its content, and the content; blocks that we do not know start as they are. */
function takeApart(block: Members): { start: Members; deltas: Members[] } {
  switch (block.type) {
    case 'text':
      return { start: { ...block, text: '' }, deltas: textDeltas('text_delta', 'text', block) };
    case 'thinking':
      return {
        start: { ...block, thinking: '', signature: '' },
        deltas: [
          ...textDeltas('thinking_delta', 'thinking', block),
          ...textDeltas('signature_delta', 'signature', block),
        ],
      };
    case 'tool_use':
    case 'server_tool_use':
      return {
        start: { ...block, input: {} },
        deltas: [{ type: 'input_json_delta', partial_json: JSON.stringify(block.input ?? {}) }],
      };
    default:
      return { start: block, deltas: [] };
  }
}

function textDeltas(type: string, name: string, block: Members): Members[] {
  const text = textOf(block[name]);
  return text === '' ? [] : [{ type, [name]: text }];
}
