export { createTransport, transportName } from '#transport';
export { type BaseUrl, type BaseUrlSettings, parseBaseUrl } from './lib/base-url.ts';
export { mapReads, type ReadMapper } from './lib/map-reads.ts';
export { readBytes } from './lib/read-bytes.ts';
export { readJson } from './lib/read-json.ts';
export { readNdjson } from './lib/read-ndjson.ts';
export { readSse } from './lib/read-sse.ts';
export { type RetryAdvice, readRetryAdvice } from './lib/retry-advice.ts';
export { isHeaderValue, resolveCredential, resolveSecret, type Secret } from './lib/secret.ts';
export { isForwardable, selectHeaders } from './lib/select-headers.ts';
export {
  defaultTimeouts,
  type Timeouts,
  type Transport,
  type TransportOptions,
  type TransportReply,
  type TransportRequest,
} from './lib/transport.ts';
export { readUpstreamError, type UpstreamErrorReading } from './lib/upstream-error.ts';
