import {
  GatewayError,
  type GatewayRequest,
  headerValue,
  payloadFromBytes,
  readPayload,
} from '@gw/core';
import { type JsonMember, readMembers } from './json-text.ts';

/** A JSON object as it was sent. */
export interface JsonBody {
  readonly value: Readonly<Record<string, unknown>>;
  /** Its members as they are written. */
  readonly members: readonly JsonMember[];
}

/** {@link readJsonText}, for who needs the value alone. */
export async function readJsonBody(
  request: GatewayRequest,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  return (await readJsonText(request, maxBytes)).value;
}

/**
 * Reads a body that is a JSON object. None at all is an empty object, whatever its content-type:
 * clients differ in what they send with a POST or DELETE that says nothing.
 * @throws {GatewayError} `unsupported_media_type`, `body_too_large`, `invalid_json`,
 * `invalid_request`, `ambiguous_parameter`.
 */
export async function readJsonText(request: GatewayRequest, maxBytes: number): Promise<JsonBody> {
  const bytes = await request.readBody(maxBytes);
  if (bytes.length === 0) return { value: {}, members: [] };
  refuseOtherMedia(request.headers);
  const value = readPayload(payloadFromBytes<Record<string, unknown>>(bytes));
  const members = readMembers(new TextDecoder().decode(bytes));
  refuseTwice(members);
  return { value, members };
}

/**
 * Of two spellings of one member one reader takes the first and another the last.
 * @param param the object that they are members of. Default: the body itself.
 * @throws {GatewayError} `ambiguous_parameter` when a name is there twice, whatever its case.
 */
export function refuseTwice(members: readonly JsonMember[], param?: string): void {
  const seen = new Set<string>();
  for (const { name } of members) {
    const folded = name.toUpperCase().toLowerCase();
    if (seen.has(folded)) throw givenTwice(name, param);
    seen.add(folded);
  }
}

function givenTwice(name: string, param: string | undefined): GatewayError {
  const place = param === undefined ? name : `${param}.${name}`;
  const message = `"${place}" must be given once, in one spelling.`;
  return new GatewayError('ambiguous_parameter', message, { param: place });
}

function refuseOtherMedia(headers: GatewayRequest['headers']): void {
  const [type = '', ...parameters] = (headerValue(headers, 'content-type') ?? '')
    .toLowerCase()
    .split(';');
  const isJson = type.trim() === 'application/json' || type.trim().endsWith('+json');
  if (!isJson) throw unsupportedMedia('Send the body as "content-type: application/json".');
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith('charset='));
  if (charset && !/^charset="?utf-?8"?$/.test(charset))
    throw unsupportedMedia('Send JSON in UTF-8.');
  const encoding = headerValue(headers, 'content-encoding');
  if (encoding && encoding !== 'identity')
    throw unsupportedMedia('Send the body without content-encoding.');
}

function unsupportedMedia(message: string): GatewayError {
  return new GatewayError('unsupported_media_type', message);
}
