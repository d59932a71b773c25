import {
  type ApiName,
  GatewayError,
  headerValue,
  type ProviderReply,
  type ProviderRequest,
} from '@gw/core';
import { readJson, readSse, type TransportReply } from '@gw/provider-utils';

/** What the upstream sent decides, not what was asked. */
export async function readReply<A extends ApiName>(
  provider: string,
  { status, headers, bytes }: TransportReply,
): Promise<ProviderReply<A>> {
  const head = { status, headers, warnings: [] };
  const kind = kindOf(headerValue(headers, 'content-type'));
  if (kind === 'stream') return { ...head, stream: readSse(bytes) };
  if (kind === 'json') return { ...head, json: await readJson(bytes) };
  throw new GatewayError('upstream_invalid_response', `The upstream "${provider}" ...`);
}

function kindOf(contentType = ''): 'json' | 'stream' | undefined {
  const [mediaType = ''] = contentType.toLowerCase().split(';');
  if (mediaType.trim() === 'text/event-stream') return 'stream';
  return /^(application|text)\/(json|.*\+json)$/.test(mediaType.trim()) ? 'json' : undefined;
}
