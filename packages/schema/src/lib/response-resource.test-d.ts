import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type {
  CompactResource,
  InputTokens,
  ResponseResource,
  ResponseStatus,
  ResponsesUsage,
} from './response-resource.ts';
import type { ResponsesAnnotation, ResponsesOutputPart } from './responses-content.ts';
import type { ResponsesInputItem, ResponsesOutputItem } from './responses-items.ts';
import type {
  ResponsesCustomTool,
  ResponsesFunctionTool,
  ResponsesNamespaceTool,
} from './responses-tools.ts';

type SdkResponse = OpenAI.Responses.Response;
type SdkUsage = OpenAI.Responses.ResponseUsage;

/** Without `null` and `undefined` in members, at any depth: settings are echoed as they were asked. */
type Said<T> = T extends readonly (infer Item)[]
  ? Said<Item>[]
  : T extends object
    ? { [Key in keyof T]: Said<NonNullable<T[Key]>> }
    : T;

/** What the contract leaves open and the SDK lists; each has a test of its own. */
type Open = 'error' | 'incomplete_details' | 'service_tier' | 'tools' | 'usage';
/** What repeats the request, whose types are wider. */
type Echo = 'instructions' | 'reasoning' | 'text' | 'tool_choice';

test('our response is one of the SDK’s', () => {
  type Shared = Exclude<keyof ResponseResource & keyof SdkResponse, Open | Echo>;
  expectTypeOf<Pick<ResponseResource, Shared>>().toExtend<Pick<SdkResponse, Shared>>();
  expectTypeOf<Said<Pick<ResponseResource, 'reasoning' | 'text'>>>().toExtend<
    Pick<SdkResponse, 'reasoning' | 'text'>
  >();
  expectTypeOf<Extract<ResponseResource['instructions'], string>>().toExtend<
    SdkResponse['instructions']
  >();
  expectTypeOf<ResponseStatus>().toEqualTypeOf<OpenAI.Responses.ResponseStatus>();
});

// Of allowed tools the contract knows the mode `none` too, and a request may leave it out.
test('what we repeat of a choice of tools is the SDK’s', () => {
  type Choice = ResponseResource['tool_choice'];
  type Plain = Exclude<Choice, { type: 'allowed_tools' }>;
  expectTypeOf<Plain>().toExtend<SdkResponse['tool_choice']>();
  type Allowed = Omit<Exclude<Choice, Plain>, 'mode'> & { mode: 'auto' | 'required' };
  expectTypeOf<Allowed>().toExtend<SdkResponse['tool_choice']>();
});

// A request may leave out what the SDK requires of a function in an answer.
test('what we repeat of tools is the SDK’s, once their members are filled', () => {
  type Filled = Said<Required<ResponsesFunctionTool>>;
  expectTypeOf<Filled>().toExtend<SdkResponse['tools'][number]>();
  expectTypeOf<Said<ResponsesCustomTool>>().toExtend<SdkResponse['tools'][number]>();
  expectTypeOf<Said<ResponsesNamespaceTool>>().toExtend<SdkResponse['tools'][number]>();
});

test('these members are only OpenAI’s', () => {
  expectTypeOf<Exclude<keyof SdkResponse, keyof ResponseResource>>().toEqualTypeOf<
    | 'access_programs'
    | 'conversation'
    | 'image'
    | 'moderation'
    | 'output_text'
    | 'prompt'
    | 'prompt_cache_diagnostics'
    | 'prompt_cache_options'
    | 'prompt_cache_retention'
    | 'tool_usage'
    | 'user'
  >();
});

test('these are only the contract’s', () => {
  expectTypeOf<Exclude<keyof ResponseResource, keyof SdkResponse>>().toEqualTypeOf<
    'presence_penalty' | 'frequency_penalty' | 'store'
  >();
});

test('every member is there, so that none is forgotten', () => {
  expectTypeOf<ResponseResource>().toEqualTypeOf<Required<ResponseResource>>();
});

test('where the SDK lists values, all of them fit in ours', () => {
  expectTypeOf<NonNullable<SdkResponse['error']>['code']>().toExtend<
    NonNullable<ResponseResource['error']>['code']
  >();
  expectTypeOf<NonNullable<NonNullable<SdkResponse['incomplete_details']>['reason']>>().toExtend<
    NonNullable<ResponseResource['incomplete_details']>['reason']
  >();
  expectTypeOf<NonNullable<SdkResponse['service_tier']>>().toExtend<
    ResponseResource['service_tier']
  >();
});

// The SDK requires `cache_write_tokens`, which the contract does not know.
test('the SDK’s usage is ours, and ours is its where writes to the cache are counted', () => {
  expectTypeOf<SdkUsage>().toExtend<ResponsesUsage>();
  type Counted = Omit<ResponsesUsage, 'input_tokens_details'> & {
    input_tokens_details: Required<ResponsesUsage['input_tokens_details']>;
  };
  expectTypeOf<Counted>().toExtend<SdkUsage>();
});

test('our items and their parts are the SDK’s', () => {
  expectTypeOf<ResponsesOutputItem>().toExtend<OpenAI.Responses.ResponseOutputItem>();
  expectTypeOf<ResponsesAnnotation>().toEqualTypeOf<
    OpenAI.Responses.ResponseOutputText['annotations'][number]
  >();
  type SdkPart = OpenAI.Responses.ResponseOutputMessage['content'][number];
  expectTypeOf<ResponsesOutputPart>().toExtend<SdkPart>();
  expectTypeOf<SdkPart>().toExtend<ResponsesOutputPart>();
});

test('an output can be handed back as input', () => {
  expectTypeOf<ResponsesOutputItem>().toExtend<ResponsesInputItem>();
});

test('the answers of the two other calls', () => {
  expectTypeOf<InputTokens>().toEqualTypeOf<OpenAI.Responses.InputTokenCountResponse>();
  type Compacted = OpenAI.Responses.CompactedResponse;
  type Apart = 'output' | 'usage';
  expectTypeOf<Omit<CompactResource, Apart>>().toEqualTypeOf<Omit<Compacted, Apart | 'image'>>();
});
