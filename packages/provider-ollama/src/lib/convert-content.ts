import {
  invalidType,
  type MediaAt,
  membersOf,
  parseDataUrl,
  textAt,
  unsupported,
} from '@gw/provider-utils';
import type { RequestContext } from './request-context.ts';

/** What a message says and shows. Ollama has one text and a list of pictures beside it. */
export interface Content {
  readonly content: string;
  /** Plain base64. Default: it shows none. */
  readonly images?: string[];
}

/**
 * The content of a chat message: text, or parts of which the texts become lines of one text.
 * @param param where it stands: `messages[0].content`.
 * @throws {GatewayError} `unsupported_parameter` for parts that Ollama cannot carry.
 */
export function convertContent(
  content: unknown,
  param: string,
  { mediaAt }: Pick<RequestContext, 'mediaAt'>,
): Content {
  if (content === null || content === undefined) return { content: '' };
  if (typeof content === 'string') return { content };
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of content.entries()) {
    const place = `${param}[${index}]`;
    const { type, text, refusal, image_url: image } = membersOf(part);
    if (type === 'text' && typeof text === 'string') texts.push(text);
    else if (type === 'refusal' && typeof refusal === 'string') texts.push(refusal);
    else if (type === 'image_url') images.push(toBase64(image, `${place}.image_url`, mediaAt));
    else throw unknownPart(type, place);
  }
  return { content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

function unknownPart(type: unknown, param: string) {
  const what = typeof type === 'string' ? `"${type}"` : 'this kind';
  return unsupported(
    `${param}.type`,
    `Ollama takes text and images; it has no content of ${what}.`,
  );
}

/** What Ollama's servers can decode. */
const imageTypes = ['image/jpeg', 'image/png', 'image/webp'];

/** The picture itself, without what the URL says about it: Ollama looks for itself. */
function toBase64(image: unknown, param: string, mediaAt: MediaAt): string {
  const isBare = typeof image === 'string';
  const where = isBare ? param : `${param}.url`;
  const url = textAt(isBare ? image : membersOf(image).url, where);
  const data = parseDataUrl(url);
  if (data) return data.base64;
  if (/^https?:/i.test(url)) return mediaAt({ url, param: where, accept: imageTypes }).base64;
  throw unsupported(where, 'Ollama takes pictures as data URLs: "data:image/png;base64,…".');
}
