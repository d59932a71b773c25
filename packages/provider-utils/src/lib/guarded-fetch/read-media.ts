import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { concatBytes, GatewayError } from '@gw/core';
import type { FetchedMedia, MediaRequest } from './guarded-fetch.ts';
import {
  brokenOff,
  compressedReply,
  emptyReply,
  redirectRefused,
  statusRefused,
  tooLarge,
  typeRefused,
} from './media-faults.ts';
import { isAccepted, parseMediaType } from './media-type.ts';

/** How much may be read. */
export interface ReadLimits {
  readonly maxBytes: number;
  /** Told of each read, and may throw. Default: nobody counts. */
  readonly count?: ((bytes: number) => void) | undefined;
}

/**
 * Takes a reply for a medium, or refuses it. The connection is let go either way.
 * @throws {GatewayError} `invalid_value`
 */
export async function readMedia(
  reply: IncomingMessage,
  { param, accept }: MediaRequest,
  limits: ReadLimits,
): Promise<FetchedMedia> {
  try {
    checkStatus(reply.statusCode ?? 0, param);
    const mediaType = checkHeaders(reply.headers, param, accept);
    const { maxBytes } = limits;
    if (Number(reply.headers['content-length']) > maxBytes) throw tooLarge(param, maxBytes);
    return { bytes: await readBody(reply, param, limits), mediaType };
  } finally {
    reply.destroy();
  }
}

/** 200 alone: of the other good ones none brings the whole file. */
function checkStatus(status: number, param: string): void {
  if (status >= 300 && status < 400) throw redirectRefused(param, status);
  if (status !== 200) throw statusRefused(param, status);
}

function checkHeaders(headers: IncomingHttpHeaders, param: string, accept: readonly string[]) {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') throw compressedReply(param);
  const mediaType = parseMediaType(headers['content-type']);
  if (mediaType !== undefined && isAccepted(mediaType, accept)) return mediaType;
  throw typeRefused(param, mediaType, accept);
}

async function readBody(
  reply: AsyncIterable<Uint8Array>,
  param: string,
  { maxBytes, count }: ReadLimits,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of reply) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(param, maxBytes);
      count?.(chunk.length);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof GatewayError ? error : brokenOff(param, error);
  }
  if (size === 0) throw emptyReply(param);
  return concatBytes(chunks);
}
