import type Anthropic from '@anthropic-ai/sdk';
import { expectTypeOf, test } from 'vitest';
import type { MessagesError } from './messages-error.ts';
import type { MessagesDelta, MessagesStreamEvent } from './messages-events.ts';
import type {
  MessagesContentBlock,
  MessagesResponse,
  MessagesStopReason,
} from './messages-response.ts';
import type { MessagesDeltaUsage, MessagesUsage } from './messages-usage.ts';

type SdkEvent = Anthropic.RawMessageStreamEvent;
type SdkBlock = Anthropic.ContentBlock;

/** What Anthropic’s own tools and its diagnosis add, which only passes. */
type Opaque = 'container' | 'diagnostics';

test('our message is the SDK’s', () => {
  type Ours = Omit<MessagesResponse, Opaque | 'content'>;
  expectTypeOf<Ours>().toExtend<Omit<Anthropic.Message, Opaque | 'content'>>();
  expectTypeOf<keyof MessagesResponse>().toEqualTypeOf<keyof Anthropic.Message>();
});

test('the SDK’s message is ours, but for blocks of Anthropic’s own tools', () => {
  expectTypeOf<Omit<Anthropic.Message, 'content'>>().toExtend<Omit<MessagesResponse, 'content'>>();
  expectTypeOf<
    Anthropic.TextBlock | Anthropic.ThinkingBlock | Anthropic.RedactedThinkingBlock
  >().toExtend<MessagesContentBlock>();
  expectTypeOf<MessagesContentBlock['type']>().toExtend<SdkBlock['type']>();
});

// Who called is open here: a new tool of Anthropic’s would be one more.
test('our blocks are the SDK’s', () => {
  type ToolUse = Extract<MessagesContentBlock, { type: 'tool_use' }>;
  expectTypeOf<Exclude<MessagesContentBlock, ToolUse>>().toExtend<SdkBlock>();
  expectTypeOf<Omit<ToolUse, 'caller'> & { caller: { type: 'direct' } }>().toExtend<SdkBlock>();
  expectTypeOf<Anthropic.ToolUseBlock>().toExtend<ToolUse>();
});

test('usage, whole and at the end of a stream', () => {
  expectTypeOf<MessagesUsage>().toExtend<Anthropic.Usage>();
  expectTypeOf<Anthropic.Usage>().toExtend<MessagesUsage>();
  expectTypeOf<MessagesDeltaUsage>().toExtend<Anthropic.MessageDeltaUsage>();
  expectTypeOf<Anthropic.MessageDeltaUsage>().toExtend<MessagesDeltaUsage>();
});

test('reasons to stop', () => {
  expectTypeOf<MessagesStopReason>().toEqualTypeOf<Anthropic.StopReason>();
});

test('events and deltas; the SDK swallows pings and throws errors', () => {
  expectTypeOf<MessagesStreamEvent['type']>().toEqualTypeOf<SdkEvent['type'] | 'ping' | 'error'>();
  expectTypeOf<MessagesDelta>().toExtend<Anthropic.RawContentBlockDelta>();
  expectTypeOf<Anthropic.RawContentBlockDelta>().toExtend<MessagesDelta>();
});

test('an error is one of the SDK’s', () => {
  expectTypeOf<Anthropic.ErrorResponse>().toExtend<MessagesError>();
  expectTypeOf<Anthropic.ErrorObject['type']>().toExtend<MessagesError['error']['type']>();
});
