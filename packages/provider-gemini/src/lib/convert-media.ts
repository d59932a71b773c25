import { type DataUrl, type MediaPlace, parseDataUrl, unsupported } from '@gw/provider-utils';
import type { Blob, Part } from './gemini-api.ts';
import { mediaTypeOfName } from './media-types.ts';
import type { RequestContext } from './request-context.ts';

/**
 * Media by its URL: in place, at a place that Gemini reads itself, or fetched.
 * @param accept the media types that may be fetched.
 * @throws {GatewayError} `unsupported_parameter` for what nobody fetches, and for the upstream's own
 *   files, which all tenants of its key share.
 * @see https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function toMediaPart(
  { url, param, accept }: MediaPlace,
  { traits, mediaAt }: RequestContext,
): Part {
  const data = parseDataUrl(url);
  if (data) return { inlineData: toBlob(data) };
  const place = URL.parse(url);
  if (!place || !isPublic(place)) {
    throw unsupported(param, `it reads data URLs and public "https:" URLs. ${sendTheContent}`);
  }
  const isRead = place.protocol === 'https:' && (traits.readsUrls || isYouTube(place));
  if (!isRead) return { inlineData: toBlob(mediaAt({ url, param, accept })) };
  const mimeType = mediaTypeOfName(place.pathname);
  return { fileData: { ...(mimeType && { mimeType }), fileUri: url } };
}

export function toBlob({ mediaType, base64 }: DataUrl): Blob {
  return { mimeType: mediaType, data: base64 };
}

export const sendTheContent = 'Send the content itself, as a data URL.';

/** Not so are files that were uploaded with the key, at whichever of Google's hosts for it. */
function isPublic({ protocol, username, password, hostname }: URL): boolean {
  const isHttp = protocol === 'https:' || protocol === 'http:';
  return isHttp && username + password === '' && !hostname.includes('generativelanguage');
}

/** @see https://ai.google.dev/gemini-api/docs/video-understanding#youtube */
function isYouTube({ hostname }: URL): boolean {
  return /^((www|m)\.)?youtube\.com$|^youtu\.be$/.test(hostname);
}
