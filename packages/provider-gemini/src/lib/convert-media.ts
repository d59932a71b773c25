import type { Blob, Part } from './gemini-api.ts';
import { mediaTypeOfName } from './media-types.ts';
import type { RequestContext } from './request-context.ts';
import { invalidValue, unsupported } from './request-faults.ts';

/** `data:image/png;base64,…` @see https://www.rfc-editor.org/rfc/rfc2397 */
export function parseDataUrl(url: string): Blob | undefined {
  // Never a pattern over the whole: media has megabytes.
  const comma = url.indexOf(',');
  if (comma < 0) return undefined;
  const head = /^data:([^;,\s]+)(?:;[^,]*)?;base64$/i.exec(url.slice(0, comma));
  return head?.[1] === undefined
    ? undefined
    : { mimeType: head[1].toLowerCase(), data: url.slice(comma + 1) };
}

/**
 * Media by its URL: in place, or at a place that Gemini reads itself. Nothing is fetched here.
 * @throws {GatewayError} `unsupported_parameter` for what would have to be fetched, and for the
 *   upstream's own files, which all tenants of its key share.
 * @see https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function toMediaPart(url: string, param: string, { traits }: RequestContext): Part {
  if (/^data:/i.test(url.slice(0, 5))) {
    const inlineData = parseDataUrl(url);
    if (!inlineData) throw invalidValue(param, 'expected a data URL with a type, in base64.');
    return { inlineData };
  }
  const place = URL.parse(url);
  if (place?.protocol !== 'https:' || hasCredentials(place) || isGoogleFile(place)) {
    throw unsupported(param, `it reads public "https:" URLs only. ${sendTheContent}`);
  }
  if (!traits.readsUrls && !isYouTube(place)) {
    throw unsupported(param, `this model reads no URLs. ${sendTheContent}`);
  }
  const mimeType = mediaTypeOfName(place.pathname);
  return { fileData: { ...(mimeType && { mimeType }), fileUri: url } };
}

export const sendTheContent = 'Send the content itself, as a data URL.';

function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** Files that were uploaded with the key, at whichever of Google's hosts for it. */
function isGoogleFile({ hostname }: URL): boolean {
  return hostname.includes('generativelanguage');
}

/** @see https://ai.google.dev/gemini-api/docs/video-understanding#youtube */
function isYouTube({ hostname }: URL): boolean {
  return /^((www|m)\.)?youtube\.com$|^youtu\.be$/.test(hostname);
}
