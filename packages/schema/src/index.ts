export type { ChatChunk, ChatChunkChoice, ChatDelta, ChatToolCallDelta } from './lib/chat-chunk.ts';
export type {
  ChatAnnotation,
  ChatAudio,
  ChatChoice,
  ChatCompletion,
  ChatFinishReason,
  ChatLogprobs,
  ChatResponseMessage,
  ChatTokenLogprob,
  ChatTopLogprob,
} from './lib/chat-completion.ts';
export type {
  ChatAudioPart,
  ChatCacheBreakpoint,
  ChatContentPart,
  ChatFilePart,
  ChatImagePart,
  ChatRefusalPart,
  ChatTextPart,
} from './lib/chat-content.ts';
export type {
  ChatAssistantMessage,
  ChatDeveloperMessage,
  ChatFunctionCall,
  ChatFunctionMessage,
  ChatMessage,
  ChatSystemMessage,
  ChatToolMessage,
  ChatUserMessage,
} from './lib/chat-messages.ts';
export type {
  ChatModeration,
  ChatModerationError,
  ChatModerationResult,
  ChatModerationResults,
} from './lib/chat-moderation.ts';
export type { ChatReasoning, ChatReasoningDetail } from './lib/chat-reasoning.ts';
export type { ChatRequest, ChatStreamOptions } from './lib/chat-request.ts';
export { chatRequestEssentials } from './lib/chat-request-essentials.ts';
export type {
  ChatModerationOptions,
  ChatModerationPolicy,
  ChatPromptCacheOptions,
  ChatServiceSettings,
} from './lib/chat-service-settings.ts';
export type {
  ChatApproximateLocation,
  ChatAudioSettings,
  ChatJsonSchemaFormat,
  ChatOutputSettings,
  ChatReasoningEffort,
  ChatResponseFormat,
  ChatSamplingSettings,
  ChatServiceTier,
  ChatToolSettings,
  ChatWebSearchOptions,
} from './lib/chat-settings.ts';
export type {
  ChatAllowedToolsChoice,
  ChatCustomTool,
  ChatCustomToolCall,
  ChatCustomToolFormat,
  ChatFunctionDefinition,
  ChatFunctionTool,
  ChatFunctionToolCall,
  ChatNamedCustomChoice,
  ChatNamedFunctionChoice,
  ChatTool,
  ChatToolCall,
  ChatToolCallExtension,
  ChatToolChoice,
  JsonSchema,
} from './lib/chat-tools.ts';
export type { CountTokensRequest, CountTokensResponse } from './lib/count-tokens.ts';
export type {
  Embedding,
  EmbeddingsEncodingFormat,
  EmbeddingsInput,
  EmbeddingsRequest,
  EmbeddingsResponse,
} from './lib/embeddings.ts';
export { embeddingsRequestEssentials } from './lib/embeddings-request-essentials.ts';
export type { WireError, WireErrorCode, WireErrorObject, WireErrorType } from './lib/errors.ts';
export { formatParam } from './lib/format-param.ts';
export type {
  Image,
  ImagesBackground,
  ImagesQuality,
  ImagesRequest,
  ImagesResponse,
  ImagesSize,
  ImagesSvgSettings,
} from './lib/images.ts';
export { imagesRequestEssentials } from './lib/images-request-essentials.ts';
export type {
  ImagesCompletedEvent,
  ImagesPartialImageEvent,
  ImagesStreamEvent,
} from './lib/images-stream.ts';
export type {
  MessagesBlock,
  MessagesCacheable,
  MessagesCacheControl,
  MessagesDocumentBlock,
  MessagesImageBlock,
  MessagesMediaSource,
  MessagesRedactedThinkingBlock,
  MessagesSearchResultBlock,
  MessagesTextBlock,
  MessagesThinkingBlock,
  MessagesToolCaller,
  MessagesToolResultBlock,
  MessagesToolUseBlock,
} from './lib/messages-blocks.ts';
export type { MessagesCitation } from './lib/messages-citations.ts';
export type { MessagesError, MessagesErrorType } from './lib/messages-error.ts';
export type {
  MessagesBlockDeltaEvent,
  MessagesBlockStartEvent,
  MessagesBlockStopEvent,
  MessagesDelta,
  MessagesDeltaEvent,
  MessagesPingEvent,
  MessagesStartEvent,
  MessagesStopEvent,
  MessagesStreamEvent,
} from './lib/messages-events.ts';
export type {
  MessagesMessage,
  MessagesOutputConfig,
  MessagesPrompt,
  MessagesRequest,
  MessagesThinking,
} from './lib/messages-request.ts';
export {
  countTokensRequestEssentials,
  messagesRequestEssentials,
} from './lib/messages-request-essentials.ts';
export type {
  MessagesContentBlock,
  MessagesResponse,
  MessagesStopDetails,
  MessagesStopReason,
} from './lib/messages-response.ts';
export type { MessagesTool, MessagesToolChoice } from './lib/messages-tools.ts';
export type { MessagesDeltaUsage, MessagesUsage } from './lib/messages-usage.ts';
export type { Model, ModelList } from './lib/models.ts';
export type {
  CompactResource,
  InputTokens,
  ResponseFailure,
  ResponseResource,
  ResponseStatus,
  ResponsesUsage,
} from './lib/response-resource.ts';
export type {
  ResponsesAnnotation,
  ResponsesInputAudio,
  ResponsesInputFile,
  ResponsesInputImage,
  ResponsesInputPart,
  ResponsesInputText,
  ResponsesInputVideo,
  ResponsesLogprob,
  ResponsesOutputPart,
  ResponsesOutputText,
  ResponsesReasoningText,
  ResponsesRefusal,
  ResponsesSummaryText,
  ResponsesTopLogprob,
} from './lib/responses-content.ts';
export type {
  ResponsesAnnotationEvent,
  ResponsesArgumentsDeltaEvent,
  ResponsesArgumentsDoneEvent,
  ResponsesCustomInputDeltaEvent,
  ResponsesCustomInputDoneEvent,
  ResponsesErrorEvent,
  ResponsesItemEvent,
  ResponsesLifecycleEvent,
  ResponsesPartEvent,
  ResponsesReasoningDeltaEvent,
  ResponsesReasoningDoneEvent,
  ResponsesRefusalDeltaEvent,
  ResponsesRefusalDoneEvent,
  ResponsesStreamEvent,
  ResponsesSummaryDeltaEvent,
  ResponsesSummaryDoneEvent,
  ResponsesSummaryPartEvent,
  ResponsesTextDeltaEvent,
  ResponsesTextDoneEvent,
} from './lib/responses-events.ts';
export type {
  ResponsesAssistantMessage,
  ResponsesCompaction,
  ResponsesCustomToolCall,
  ResponsesCustomToolCallOutput,
  ResponsesFunctionCall,
  ResponsesFunctionCallOutput,
  ResponsesInputItem,
  ResponsesInputMessage,
  ResponsesItemReference,
  ResponsesItemStatus,
  ResponsesOutputItem,
  ResponsesOutputMessage,
  ResponsesPhase,
  ResponsesReasoning,
} from './lib/responses-items.ts';
export type {
  CompactRequest,
  InputTokensRequest,
  ResponsesInclude,
  ResponsesReasoningSettings,
  ResponsesRequest,
  ResponsesTextFormat,
  ResponsesTextSettings,
} from './lib/responses-request.ts';
export {
  compactRequestEssentials,
  inputTokensRequestEssentials,
  responsesRequestEssentials,
} from './lib/responses-request-essentials.ts';
export type {
  ResponsesAllowedToolsChoice,
  ResponsesCustomTool,
  ResponsesFunctionTool,
  ResponsesNamedToolChoice,
  ResponsesNamespaceTool,
  ResponsesTool,
  ResponsesToolChoice,
} from './lib/responses-tools.ts';
export type {
  ChatCompletionTokensDetails,
  ChatPromptTokensDetails,
  ChatUsage,
  EmbeddingsUsage,
  ImagesStreamUsage,
  ImagesSvgUsage,
  ImagesTokensDetails,
  ImagesUsage,
} from './lib/usage.ts';
export { describeIssue, findIssue, type ValidationIssue } from './lib/validation-issue.ts';
