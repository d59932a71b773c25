import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { ResponsesInputPart } from './responses-content.ts';
import type { ResponsesInputItem } from './responses-items.ts';
import type { CompactRequest, InputTokensRequest, ResponsesRequest } from './responses-request.ts';
import type {
  compactRequestEssentials,
  inputTokensRequestEssentials,
  responsesRequestEssentials,
} from './responses-request-essentials.ts';
import type { ResponsesTool, ResponsesToolChoice } from './responses-tools.ts';

type SdkRequest = OpenAI.Responses.ResponseCreateParams;
type SdkItem = OpenAI.Responses.ResponseInputItem;
type SdkCompact = OpenAI.Responses.ResponseCompactParams;
type SdkCount = OpenAI.Responses.InputTokenCountParams;

/** Members whose types are closed here and have more in them at OpenAI; each has a test of its own. */
type Open = 'input' | 'tools' | 'tool_choice';

/** The discriminants of those in a union that are none of ours. */
type Beyond<Theirs, Ours> = Theirs extends Ours
  ? never
  : Theirs extends { type?: infer Type }
    ? NonNullable<Type>
    : Theirs;

test('what the openai SDK sends is ours, streamed and not', () => {
  type Shared = Exclude<keyof SdkRequest & keyof ResponsesRequest, Open>;
  expectTypeOf<Pick<SdkRequest, Shared>>().toExtend<ResponsesRequest>();
  expectTypeOf<SdkRequest['stream']>().toExtend<ResponsesRequest['stream']>();
});

test('these members are only OpenAI’s, and pass to an upstream that knows them', () => {
  expectTypeOf<Exclude<keyof SdkRequest, keyof ResponsesRequest>>().toEqualTypeOf<
    | 'access_programs'
    | 'context_management'
    | 'conversation'
    | 'image'
    | 'moderation'
    | 'prompt'
    | 'prompt_cache_options'
    | 'prompt_cache_retention'
  >();
});

test('these are only the contract’s', () => {
  expectTypeOf<Exclude<keyof ResponsesRequest, keyof SdkRequest>>().toEqualTypeOf<
    'presence_penalty' | 'frequency_penalty'
  >();
});

test('items of a conversation, parts and functions are ours', () => {
  expectTypeOf<OpenAI.Responses.EasyInputMessage>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseInputItem.Message>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseOutputMessage>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseReasoningItem>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseFunctionToolCall>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseCustomToolCall>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseCustomToolCallOutput>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseCompactionItemParam>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseInputItem.ItemReference>().toExtend<ResponsesInputItem>();
  expectTypeOf<OpenAI.Responses.ResponseInputContent>().toExtend<ResponsesInputPart>();
  expectTypeOf<OpenAI.Responses.ResponseFunctionCallOutputItemList>().toExtend<
    ResponsesInputPart[]
  >();
});

// The SDK lets a result go without the id of its call, for calls that OpenAI's programs make.
test('a result is ours where it names its call', () => {
  type Result = OpenAI.Responses.ResponseInputItem.FunctionCallOutput;
  expectTypeOf<Result>().not.toExtend<ResponsesInputItem>();
  expectTypeOf<Omit<Result, 'call_id'> & { call_id: string }>().toExtend<ResponsesInputItem>();
});

test('these items are hosted tools and switches of OpenAI', () => {
  expectTypeOf<
    Exclude<Beyond<SdkItem, ResponsesInputItem>, 'function_call_output'>
  >().toEqualTypeOf<
    | 'additional_tools'
    | 'apply_patch_call'
    | 'apply_patch_call_output'
    | 'code_interpreter_call'
    | 'compaction_trigger'
    | 'computer_call'
    | 'computer_call_output'
    | 'configuration_update'
    | 'file_search_call'
    | 'image_generation_call'
    | 'local_shell_call'
    | 'local_shell_call_output'
    | 'mcp_approval_request'
    | 'mcp_approval_response'
    | 'mcp_call'
    | 'mcp_list_tools'
    | 'program'
    | 'program_output'
    | 'shell_call'
    | 'shell_call_output'
    | 'tool_search_call'
    | 'tool_search_output'
    | 'web_search_call'
  >();
});

test('tools that the client runs are ours', () => {
  expectTypeOf<OpenAI.Responses.FunctionTool>().toExtend<ResponsesTool>();
  expectTypeOf<OpenAI.Responses.CustomTool>().toExtend<ResponsesTool>();
  expectTypeOf<ResponsesTool['type']>().toExtend<OpenAI.Responses.Tool['type']>();
});

// The SDK types the parameters of a namespace's functions as unknown; they are schemas.
test('a namespace is ours where its schemas are objects', () => {
  type Namespace = OpenAI.Responses.NamespaceTool;
  type Entry = Omit<OpenAI.Responses.NamespaceTool.Function, 'parameters'>;
  expectTypeOf<Namespace>().not.toExtend<ResponsesTool>();
  expectTypeOf<Omit<Namespace, 'tools'> & { tools: Entry[] }>().toExtend<ResponsesTool>();
});

test('choices among them are ours', () => {
  expectTypeOf<OpenAI.Responses.ToolChoiceOptions>().toExtend<ResponsesToolChoice>();
  expectTypeOf<OpenAI.Responses.ToolChoiceFunction>().toExtend<ResponsesToolChoice>();
  expectTypeOf<OpenAI.Responses.ToolChoiceCustom>().toExtend<ResponsesToolChoice>();
  expectTypeOf<OpenAI.Responses.ToolChoiceAllowed>().toExtend<ResponsesToolChoice>();
});

test('what the SDK sends to be compacted is ours, as far as it names a model', () => {
  type Shared = Exclude<keyof SdkCompact & keyof CompactRequest, 'input' | 'model'>;
  expectTypeOf<Pick<SdkCompact, Shared> & { model: string }>().toExtend<CompactRequest>();
  expectTypeOf<NonNullable<SdkCompact['model']>>().toExtend<CompactRequest['model']>();
  expectTypeOf<Exclude<keyof SdkCompact, keyof CompactRequest>>().toEqualTypeOf<
    'image' | 'prompt_cache_options' | 'prompt_cache_retention' | 'service_tier'
  >();
});

test('what it sends to be counted is ours', () => {
  type Shared = Exclude<keyof SdkCount & keyof InputTokensRequest, Open>;
  expectTypeOf<Pick<SdkCount, Shared>>().toExtend<InputTokensRequest>();
  expectTypeOf<Exclude<keyof SdkCount, keyof InputTokensRequest>>().toEqualTypeOf<
    'conversation' | 'personality'
  >();
});

// Why requests go one way only: our optional members may be null, as clients send them, and
// undefined, as converters write them; under `exactOptionalPropertyTypes` the SDK's may not.
test('ours is wider: null and undefined in optional members', () => {
  expectTypeOf<{ model: 'm'; input: null; tools: null }>().toExtend<ResponsesRequest>();
  expectTypeOf<{ model: 'm'; input: undefined }>().toExtend<ResponsesRequest>();
  expectTypeOf<{ role: 'user'; content: 'hi' }>().toExtend<ResponsesInputItem>();
});

test('a typo is an error', () => {
  // @ts-expect-error temprature
  const request: ResponsesRequest = { model: 'm', input: [], temprature: 1 };
  // @ts-expect-error imput
  request.imput;
});

test('every request passes the essentials, as far as types tell', () => {
  expectTypeOf<ResponsesRequest>().toExtend<z.input<typeof responsesRequestEssentials>>();
  expectTypeOf<CompactRequest>().toExtend<z.input<typeof compactRequestEssentials>>();
  expectTypeOf<InputTokensRequest>().toExtend<z.input<typeof inputTokensRequestEssentials>>();
  expectTypeOf<keyof z.input<typeof responsesRequestEssentials>>().toExtend<
    keyof ResponsesRequest
  >();
  expectTypeOf<keyof z.input<typeof compactRequestEssentials>>().toExtend<keyof CompactRequest>();
  expectTypeOf<keyof z.input<typeof inputTokensRequestEssentials>>().toExtend<
    keyof InputTokensRequest
  >();
});
