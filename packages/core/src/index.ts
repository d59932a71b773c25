export type { ApiEvent, ApiName, ApiRequest, ApiResponse, ApiTypes, Awaitable } from './lib/api.ts';
export { apiKeys } from './lib/api-keys.ts';
export { concatBytes, encodeText } from './lib/bytes.ts';
export type { Connection, ConnectionSink } from './lib/connect.ts';
export {
  type Answer,
  type ApiContext,
  type AttemptSwitches,
  type CallContext,
  type ContextKey,
  createContextKey,
  type Identity,
  type Route,
  type RouteReply,
} from './lib/context.ts';
export type { Quirk } from './lib/conversion.ts';
export {
  invalidType,
  invalidValue,
  objectsAt,
  type Placed,
  textAt,
  unsupported,
} from './lib/convert/request-faults.ts';
export {
  findTools,
  isNamed,
  type ToolIdentity,
  type ToolReference,
} from './lib/convert/responses-on-chat/tool-identity.ts';
export { createToolNames, type ToolNames } from './lib/convert/responses-on-chat/tool-names.ts';
export { createId } from './lib/create-id.ts';
export type { ModelRegistry } from './lib/create-registry.ts';
export { describedAs } from './lib/described-as.ts';
export type { GatewayReply, GatewayRequest, HeaderLines } from './lib/door.ts';
export {
  GatewayError,
  type GatewayErrorCode,
  type GatewayErrorOptions,
  toGatewayError,
  UpstreamError,
  type UpstreamErrorOptions,
} from './lib/errors.ts';
export type { AttemptEvent, CallEvent, SettledEvent, WarningEvent } from './lib/events.ts';
export type { FetchOptions } from './lib/fetch-door.ts';
export {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type ModelGateway,
} from './lib/gateway.ts';
export { hashOf } from './lib/hash.ts';
export {
  headerValue,
  isCredentialHeader,
  isForwardableHeader,
  passedReplyHeaders,
} from './lib/headers.ts';
export {
  type Attempt,
  type ChunkFactory,
  type ChunkFunction,
  type ChunkHook,
  type ChunkTransform,
  type GatewayDoor,
  type Hooks,
  type OwnCallOptions,
  perStream,
  type RecordedEnd,
  type Recorder,
  type ReplyChange,
  type ReplyView,
  type RequestDecision,
  type Run,
  type RunAttempt,
} from './lib/hooks.ts';
export type { KeepAliveOptions } from './lib/keep-alive.ts';
export { localOnly } from './lib/local-only.ts';
export { consoleLogger, type Logger } from './lib/logger.ts';
export type { ModelSettings, ModelSpec, TargetSettings, TargetSpec } from './lib/model-table.ts';
export {
  type DeepReadonly,
  type Payload,
  payloadFromBytes,
  payloadFromValue,
  readPayload,
} from './lib/payload.ts';
export type {
  CallOptions,
  Capabilities,
  Headers,
  JsonReply,
  Provider,
  ProviderReply,
  ProviderRequest,
  ReplyHead,
  StreamFrame,
  StreamReply,
} from './lib/provider.ts';
export type { ListedModel, Plan, Registry, Target } from './lib/registry.ts';
export { errorReply, renderError } from './lib/render-error.ts';
export { requestIdOf } from './lib/request-id.ts';
export { describeResponse } from './lib/responses/describe-response.ts';
export {
  type DraftReply,
  draftReply,
  type ResponsesDraft,
  type ResponsesDraftEvent,
  type ResponsesDraftItem,
} from './lib/responses/draft.ts';
export {
  createMemoryResponseStore,
  type MemoryResponseStoreOptions,
} from './lib/responses/memory-response-store.ts';
export type { ResponseStore, StoredResponse } from './lib/responses/response-store.ts';
export type { ResponsesOptions } from './lib/responses/responses-options.ts';
export type { SealKey } from './lib/responses/seal-keys.ts';
export type { RetryOptions } from './lib/retry.ts';
export type { Session } from './lib/session.ts';
export { createSseReader, encodeComment, encodeFrame, type SseReader } from './lib/sse.ts';
export type { CooldownOptions } from './lib/target-health.ts';
export type { Usage } from './lib/usage.ts';
