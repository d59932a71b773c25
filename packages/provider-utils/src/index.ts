export { createGuardedFetch } from '#guarded-fetch';
export { createTransport, transportName } from '#transport';
export {
  type BaseUrl,
  parseBaseUrl,
  parseHttpUrl,
  refuseCredentialNames,
} from './lib/base-url.ts';
export type {
  FetchedMedia,
  GuardedFetch,
  GuardedFetchOptions,
  MediaLookup,
  MediaRequest,
} from './lib/guarded-fetch/guarded-fetch.ts';
export { mediaRefused } from './lib/guarded-fetch/media-faults.ts';
export { mapReads, type ReadMapper } from './lib/map-reads.ts';
export { discardBytes, type PeekedBytes, peekBytes } from './lib/peek-bytes.ts';
export { readBytes } from './lib/read-bytes.ts';
export { readJson } from './lib/read-json.ts';
export { readNdjson } from './lib/read-ndjson.ts';
export { readSse, type SseReading } from './lib/read-sse.ts';
export { redactStrings } from './lib/redactor.ts';
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
  readErrorBody,
  readUpstreamError,
  type UpstreamErrorReading,
} from './lib/upstream-error.ts';
