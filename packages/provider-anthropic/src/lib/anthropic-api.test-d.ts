import type Anthropic from '@anthropic-ai/sdk';
import { expectTypeOf, test } from 'vitest';
import type {
  CacheControl,
  MessagesRequest,
  RedactedThinkingBlock,
  Thinking,
  ThinkingBlock,
  ToolChoice,
  ToolUseBlock,
} from './anthropic-api.ts';

test('what we write is what Anthropic’s client would', () => {
  expectTypeOf<CacheControl>().toExtend<Anthropic.CacheControlEphemeral>();
  expectTypeOf<Thinking>().toExtend<Anthropic.ThinkingConfigParam>();
  expectTypeOf<
    Exclude<ToolChoice, { type: 'auto' | 'any' | 'none' }>
  >().toExtend<Anthropic.ToolChoice>();
  expectTypeOf<ThinkingBlock>().toExtend<Anthropic.ThinkingBlockParam>();
  expectTypeOf<RedactedThinkingBlock>().toExtend<Anthropic.RedactedThinkingBlockParam>();
  expectTypeOf<Omit<ToolUseBlock, 'cache_control'>>().toExtend<Anthropic.ToolUseBlockParam>();
});

test('our members are known to it, but for those that it has dropped', () => {
  type Beyond = Exclude<keyof MessagesRequest, keyof Anthropic.MessageCreateParams>;
  // Models up to 4.6 take them.
  expectTypeOf<Beyond>().toEqualTypeOf<'temperature' | 'top_p'>();
});

test('there are no other events, and no other reasons to stop', () => {
  expectTypeOf<Anthropic.RawMessageStreamEvent['type']>().toEqualTypeOf<
    | 'message_start'
    | 'content_block_start'
    | 'content_block_delta'
    | 'content_block_stop'
    | 'message_delta'
    | 'message_stop'
  >();
  expectTypeOf<Anthropic.RawContentBlockDelta['type']>().toEqualTypeOf<
    'text_delta' | 'input_json_delta' | 'citations_delta' | 'thinking_delta' | 'signature_delta'
  >();
  expectTypeOf<Anthropic.StopReason>().toEqualTypeOf<
    | 'end_turn'
    | 'max_tokens'
    | 'stop_sequence'
    | 'tool_use'
    | 'pause_turn'
    | 'refusal'
    | 'model_context_window_exceeded'
  >();
});
