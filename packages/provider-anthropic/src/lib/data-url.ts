/** What a `data:` URL holds. */
export interface DataUrl {
  /** In lower case, without parameters; `text/plain` where none is said. */
  readonly mediaType: string;
  readonly base64: string;
}

/**
 * Reads a `data:` URL; `undefined` for any other text.
 * @see https://www.rfc-editor.org/rfc/rfc2397
 */
export function parseDataUrl(url: string): DataUrl | undefined {
  const comma = url.indexOf(',');
  if (!/^data:/i.test(url) || comma < 0) return undefined;
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  const data = url.slice(comma + 1);
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64');
  return {
    mediaType: mediaType.trim().toLowerCase() || 'text/plain',
    base64: isBase64 ? data : encodeText(decodePercents(data)),
  };
}

/** What is no escape stands for itself. */
function decodePercents(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encodeText(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @throws for what is no base64 or no UTF-8. */
export function decodeText(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}
