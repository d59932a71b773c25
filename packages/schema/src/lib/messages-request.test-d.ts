import type Anthropic from '@anthropic-ai/sdk';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { CountTokensRequest, CountTokensResponse } from './count-tokens.ts';
import type {
  MessagesBlock,
  MessagesCacheControl,
  MessagesTextBlock,
  MessagesToolUseBlock,
} from './messages-blocks.ts';
import type {
  MessagesMessage,
  MessagesOutputConfig,
  MessagesRequest,
  MessagesThinking,
} from './messages-request.ts';
import type {
  countTokensRequestEssentials,
  messagesRequestEssentials,
} from './messages-request-essentials.ts';
import type { MessagesTool, MessagesToolChoice } from './messages-tools.ts';

type SdkRequest = Anthropic.MessageCreateParams;
type SdkCount = Anthropic.MessageCountTokensParams;
type SdkBlock = Anthropic.ContentBlockParam;

/** Members whose types are closed here and have more in them at Anthropic; each has a test of its own. */
type Open = 'messages' | 'tools';

type Of<Union, Type> = Union extends { type: infer Own }
  ? Own extends Type
    ? Union
    : never
  : never;

test('what Anthropic’s SDK sends is ours, streamed and not', () => {
  type Shared = Exclude<keyof SdkRequest & keyof MessagesRequest, Open>;
  expectTypeOf<Pick<SdkRequest, Shared>>().toExtend<Omit<MessagesRequest, Open>>();
  type Counted = Exclude<keyof SdkCount & keyof CountTokensRequest, Open>;
  expectTypeOf<Pick<SdkCount, Counted>>().toExtend<Omit<CountTokensRequest, Open>>();
});

test('these members are only the SDK’s: a diagnosis, and headers', () => {
  type Headers = 'user_profile_id' | 'workspace_id';
  expectTypeOf<Exclude<keyof SdkRequest, keyof MessagesRequest>>().toEqualTypeOf<
    'diagnostics' | Headers
  >();
  expectTypeOf<Exclude<keyof SdkCount, keyof CountTokensRequest>>().toEqualTypeOf<Headers>();
});

test('these it has dropped: models up to 4.6 take them', () => {
  expectTypeOf<Exclude<keyof MessagesRequest, keyof SdkRequest>>().toEqualTypeOf<
    'temperature' | 'top_p' | 'top_k'
  >();
  expectTypeOf<Exclude<keyof CountTokensRequest, keyof SdkCount>>().toEqualTypeOf<never>();
});

/** Blocks that can hold blocks of Anthropic’s own tools, and bytes of which the SDK lists the kinds. */
type Loose = 'image' | 'document' | 'tool_use' | 'tool_result';

test('our blocks are the SDK’s, and its are ours', () => {
  type Strict = Exclude<MessagesBlock['type'], Loose>;
  expectTypeOf<Of<MessagesBlock, Strict>>().toExtend<SdkBlock>();
  expectTypeOf<
    Of<SdkBlock, Exclude<MessagesBlock['type'], 'tool_result'>>
  >().toExtend<MessagesBlock>();
  expectTypeOf<Omit<MessagesToolUseBlock, 'caller'>>().toExtend<Anthropic.ToolUseBlockParam>();
  expectTypeOf<Omit<Anthropic.ToolResultBlockParam, 'content'>>().toExtend<MessagesBlock>();
});

test('what the SDK knows beyond is about Anthropic’s own tools', () => {
  expectTypeOf<Exclude<SdkBlock['type'], MessagesBlock['type']>>().toEqualTypeOf<
    | 'server_tool_use'
    | 'web_search_tool_result'
    | 'web_fetch_tool_result'
    | 'code_execution_tool_result'
    | 'bash_code_execution_tool_result'
    | 'text_editor_code_execution_tool_result'
    | 'tool_search_tool_result'
    | 'container_upload'
  >();
});

test('roles, and who says nothing but text', () => {
  expectTypeOf<MessagesMessage['role']>().toEqualTypeOf<Anthropic.MessageParam['role']>();
  expectTypeOf<Anthropic.SystemMessageParam>().toExtend<MessagesMessage>();
  expectTypeOf<MessagesTextBlock[]>().toExtend<Anthropic.SystemMessageParam['content']>();
});

test('tools and choices', () => {
  expectTypeOf<Anthropic.Tool>().toExtend<MessagesTool>();
  expectTypeOf<keyof MessagesTool>().toEqualTypeOf<keyof Anthropic.Tool>();
  expectTypeOf<MessagesToolChoice>().toExtend<Anthropic.ToolChoice>();
  expectTypeOf<Anthropic.ToolChoice>().toExtend<MessagesToolChoice>();
});

test('settings', () => {
  expectTypeOf<MessagesCacheControl>().toEqualTypeOf<Anthropic.CacheControlEphemeral>();
  expectTypeOf<MessagesThinking>().toExtend<Anthropic.ThinkingConfigParam>();
  expectTypeOf<Anthropic.ThinkingConfigParam>().toExtend<MessagesThinking>();
  expectTypeOf<MessagesOutputConfig>().toEqualTypeOf<Anthropic.OutputConfig>();
});

test('the answer of the other call', () => {
  expectTypeOf<CountTokensResponse>().toEqualTypeOf<Anthropic.MessageTokensCount>();
});

test('what the gateway checks, a request has', () => {
  type Checked = z.infer<typeof messagesRequestEssentials>;
  expectTypeOf<keyof Checked>().toExtend<keyof MessagesRequest>();
  expectTypeOf<MessagesRequest>().toExtend<Checked>();
  expectTypeOf<CountTokensRequest>().toExtend<z.infer<typeof countTokensRequestEssentials>>();
});
