// What the gateway itself reads requests with.
export {
  createToolNames,
  findTools,
  hashOf,
  invalidType,
  invalidValue,
  isNamed,
  objectsAt,
  type Placed,
  type ToolIdentity,
  type ToolNames,
  type ToolReference,
  textAt,
  unsupported,
} from '@gw/core';
export { createGuardedFetch } from '#guarded-fetch';
export { createTransport, transportName } from '#transport';
export {
  type BaseUrl,
  parseBaseUrl,
  parseHttpUrl,
  refuseCredentialNames,
} from './lib/base-url.ts';
export { toBase64, toBase64Floats } from './lib/base64.ts';
export {
  badSetting,
  type CommonSettings,
  checkCommonSettings,
  checkWords,
  isToken,
  type SettingsOwner,
} from './lib/check-settings.ts';
export { collectDrafts } from './lib/collect-drafts.ts';
export { type DataUrl, parseDataUrl } from './lib/data-url.ts';
export {
  convertWithMedia,
  type MediaAt,
  type MediaConverting,
} from './lib/guarded-fetch/convert-with-media.ts';
export type {
  FetchedMedia,
  GuardedFetch,
  GuardedFetchOptions,
  MediaLookup,
  MediaPlace,
  MediaRequest,
} from './lib/guarded-fetch/guarded-fetch.ts';
export { mediaRefused } from './lib/guarded-fetch/media-faults.ts';
export { mapReads, type ReadMapper } from './lib/map-reads.ts';
export {
  isMembers,
  type Members,
  membersOf,
  objectsIn,
  type Present,
  present,
  textOf,
} from './lib/members.ts';
export { discardBytes, type PeekedBytes, peekBytes } from './lib/peek-bytes.ts';
export { readBytes } from './lib/read-bytes.ts';
export { readJson } from './lib/read-json.ts';
export { readNdjson } from './lib/read-ndjson.ts';
export { readSse, type SseReading } from './lib/read-sse.ts';
export { redactStrings } from './lib/redactor.ts';
export { type KnownReply, mediaTypeOf, refuseReply, toKnownReply } from './lib/reply-kind.ts';
export type { CredentialHeader, HeaderRules, HeaderSettings } from './lib/request-headers.ts';
export { type RetryAdvice, readRetryAdvice } from './lib/retry-advice.ts';
export { isHeaderValue, resolveCredential, resolveSecret, type Secret } from './lib/secret.ts';
export { selectHeaders } from './lib/select-headers.ts';
export {
  defaultTimeouts,
  type Timeouts,
  type Transport,
  type TransportOptions,
  type TransportReply,
  type TransportRequest,
} from './lib/transport.ts';
export { untilAborted } from './lib/until-aborted.ts';
export {
  createUpstream,
  type Upstream,
  type UpstreamReply,
  type UpstreamRequest,
  type UpstreamRules,
  type UpstreamSettings,
} from './lib/upstream.ts';
export {
  readErrorBody,
  readUpstreamError,
  type UpstreamErrorReading,
} from './lib/upstream-error.ts';
