import { toBase64 } from './base64.ts';

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
  // Never a pattern over the whole: media has megabytes.
  const comma = url.indexOf(',');
  if (comma < 0 || !/^data:$/i.test(url.slice(0, 'data:'.length))) return undefined;
  const [mediaType = '', ...parameters] = url.slice('data:'.length, comma).split(';');
  const data = url.slice(comma + 1);
  const isBase64 = parameters.some((parameter) => parameter.trim().toLowerCase() === 'base64');
  return {
    mediaType: mediaType.trim().toLowerCase() || 'text/plain',
    base64: isBase64 ? data : toBase64(new TextEncoder().encode(decodePercents(data))),
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
