import { sseFrame } from '../../sse-frame.ts';
import type { AnthropicBlock, AnthropicMessage } from './anthropic-answer.ts';

/** An event; `type` is its name too. */
export type AnthropicEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/** One event as Anthropic writes it. */
export function anthropicFrame(event: AnthropicEvent): string {
  return sseFrame(event, event.type);
}

/**
 * The events that tell a message: its head, its blocks one after the other, why it stopped, and its end.
 * A ping may stand anywhere; here one does.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming#event-types
 */
export function toEvents(message: AnthropicMessage): AnthropicEvent[] {
  const { content, stop_reason, stop_sequence, stop_details, usage } = message;
  const head = { ...message, content: [], stop_reason: null, stop_sequence: null };
  return [
    { type: 'message_start', message: { ...head, usage: { ...usage, output_tokens: 1 } } },
    { type: 'ping' },
    ...content.flatMap((block, index) => blockEvents(block, index)),
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence, stop_details, container: null },
      usage: { ...usage, service_tier: undefined },
    },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: AnthropicBlock, index: number): AnthropicEvent[] {
  const { empty, deltas } = takeApart(block);
  return [
    { type: 'content_block_start', index, content_block: { ...block, ...empty } },
    ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

interface Apart {
  /** Members that the block begins without. */
  readonly empty: object;
  readonly deltas: readonly object[];
}

/** @see https://platform.claude.com/docs/en/build-with-claude/streaming#content-block-delta-types */
function takeApart(block: AnthropicBlock): Apart {
  switch (block.type) {
    case 'text':
      return takeTextApart(block);
    case 'thinking':
      return takeThinkingApart(block);
    case 'tool_use':
    case 'server_tool_use': {
      const json = piecesOf(JSON.stringify(block.input));
      const deltas = ['', ...json].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
      return { empty: { input: {} }, deltas };
    }
    // Redacted thinking and results of server tools come at once.
    default:
      return { empty: {}, deltas: [] };
  }
}

/** @see https://platform.claude.com/docs/en/build-with-claude/citations#streaming-support */
function takeTextApart({ text, citations }: AnthropicBlock): Apart {
  const sources = Array.isArray(citations) ? citations : [];
  return {
    empty: { text: '', ...(sources.length > 0 && { citations: [] }) },
    deltas: [
      ...sources.map((citation: unknown) => ({ type: 'citations_delta', citation })),
      ...piecesOf(String(text)).map((piece) => ({ type: 'text_delta', text: piece })),
    ],
  };
}

/** Where nothing of it is shown there is one delta without text, and the signature. */
function takeThinkingApart({ thinking, signature }: AnthropicBlock): Apart {
  const pieces = piecesOf(String(thinking));
  return {
    empty: { thinking: '', signature: '' },
    deltas: [
      ...(pieces.length > 0 ? pieces : ['']).map((piece) => ({
        type: 'thinking_delta',
        thinking: piece,
      })),
      { type: 'signature_delta', signature },
    ],
  };
}

/** Texts for people in pieces about as long as a token; what is longer comes at once. */
function piecesOf(text: string): string[] {
  if (text.length > 65_536) return [text];
  return text.match(/.{1,4}/gsu) ?? [];
}
