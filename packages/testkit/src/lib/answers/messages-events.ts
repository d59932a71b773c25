import type {
  MessagesContentBlock,
  MessagesDelta,
  MessagesResponse,
  MessagesStreamEvent,
} from '@gw/schema';
import { sseFrame } from '../sse-frame.ts';
import { callPieces, textPieces } from './item-tokens.ts';

/**
 * The frames of a Messages stream: named events, the blocks one after the other, counts of tokens at
 * both ends, and no `[DONE]`. A ping may stand anywhere; here one does.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming#event-types
 */
export function messagesFrames(message: MessagesResponse): string[] {
  const { stop_reason, stop_sequence, stop_details, container, usage } = message;
  const begun = { ...message, content: [], stop_reason: null, stop_sequence: null };
  const events: MessagesStreamEvent[] = [
    {
      type: 'message_start',
      message: { ...begun, stop_details: null, usage: { ...usage, output_tokens: 1 } },
    },
    { type: 'ping' },
    ...message.content.flatMap(blockEvents),
    {
      type: 'message_delta',
      delta: { container, stop_reason, stop_sequence, stop_details },
      usage: {
        input_tokens: usage.input_tokens,
        cache_creation_input_tokens: usage.cache_creation_input_tokens,
        cache_read_input_tokens: usage.cache_read_input_tokens,
        output_tokens: usage.output_tokens,
        output_tokens_details: usage.output_tokens_details,
        server_tool_use: usage.server_tool_use,
      },
    },
    { type: 'message_stop' },
  ];
  return events.map((event) => sseFrame(event, event.type));
}

function blockEvents(block: MessagesContentBlock, index: number): MessagesStreamEvent[] {
  return [
    { type: 'content_block_start', index, content_block: emptied(block) },
    ...deltasOf(block).map(
      (delta): MessagesStreamEvent => ({ type: 'content_block_delta', index, delta }),
    ),
    { type: 'content_block_stop', index },
  ];
}

/** The block before anything is written into it. */
function emptied(block: MessagesContentBlock): MessagesContentBlock {
  switch (block.type) {
    case 'text':
      return { ...block, text: '' };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

function deltasOf(block: MessagesContentBlock): MessagesDelta[] {
  switch (block.type) {
    case 'text':
      return textPieces(block.text).map((text) => ({ type: 'text_delta', text }));
    case 'thinking':
      return [
        ...textPieces(block.thinking).map(
          (thinking): MessagesDelta => ({ type: 'thinking_delta', thinking }),
        ),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
      // The first one is empty.
      return ['', ...callPieces(JSON.stringify(block.input))].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
    default:
      return [];
  }
}
