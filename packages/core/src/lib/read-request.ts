import type { ApiRequest } from './api.ts';
import { GatewayError } from './errors.ts';
import { headerValue } from './headers.ts';
import { type MemberIndex, refuseAmbiguous, refuseAmbiguousInside } from './json-members.ts';
import type { AnyOperation } from './operation.ts';
import { type Payload, payloadFromBytes, payloadMembers, readPayload } from './payload.ts';
import type { Headers } from './provider.ts';

/**
 * The body of an inference request: bytes → JSON object → what the gateway itself depends on. The
 * rest is the upstream's to judge.
 * @throws {GatewayError} naming the field in `param`.
 */
export function parseApiRequest(body: Uint8Array, operation: AnyOperation): Payload<ApiRequest> {
  const payload = payloadFromBytes<ApiRequest>(body);
  // The index bounds the nesting, so it comes before the parse.
  const members = payloadMembers(payload);
  const value = readPayload(payload);
  if (members) refuseAmbiguities(payload.bytes(), members, operation);
  const issue = operation.validate(value);
  if (issue) throw new GatewayError(issue.code, issue.message, { param: issue.param });
  return payload;
}

function refuseAmbiguities(bytes: Uint8Array, index: MemberIndex, operation: AnyOperation): void {
  refuseAmbiguous(index, operation.members);
  const { inside } = operation;
  if (!inside) return;
  for (const span of index.spans) {
    if (!inside.within.includes(span.name)) continue;
    refuseAmbiguousInside(bytes, span, inside.members, inside.except);
  }
}

/** @throws {GatewayError} `unsupported_media_type`, before anything is read. */
export function refuseOtherMedia(headers: Headers): void {
  const [type = '', ...parameters] = (headerValue(headers, 'content-type') ?? '')
    .toLowerCase()
    .split(';');
  const isJson = type.trim() === 'application/json' || type.trim().endsWith('+json');
  if (!isJson) throw unsupported('Send the body as "content-type: application/json".');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((p) => p.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw unsupported('Send JSON in UTF-8.');
  const encoding = headerValue(headers, 'content-encoding');
  if (encoding && encoding !== 'identity')
    throw unsupported('Send the body without content-encoding.');
}

function unsupported(message: string): GatewayError {
  return new GatewayError('unsupported_media_type', message);
}
