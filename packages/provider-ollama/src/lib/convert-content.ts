import { isObject } from './is-object.ts';
import { unsupported } from './refuse.ts';

/** What a message says and shows. Ollama has one text and a list of pictures beside it. */
export interface Content {
  readonly content: string;
  /** Plain base64. Default: it shows none. */
  readonly images?: string[];
}

/**
 * The content of a chat message: text, or parts of which the texts become lines of one text.
 * @param param where it stands: `messages[0].content`.
 * @throws {GatewayError} `unsupported_parameter` for parts that Ollama cannot carry, and for pictures
 *   that are no base64: neither Ollama nor the gateway fetches a URL.
 */
export function convertContent(content: unknown, param: string): Content {
  if (content === null || content === undefined) return { content: '' };
  if (typeof content === 'string') return { content };
  if (!Array.isArray(content))
    throw unsupported(param, 'Content must be a text or a list of parts.');
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of content.entries()) {
    addPart(part, `${param}[${index}]`, texts, images);
  }
  return { content: texts.join('\n'), ...(images.length > 0 && { images }) };
}

function addPart(part: unknown, param: string, texts: string[], images: string[]): void {
  const { type, text, refusal, image_url: image } = isObject(part) ? part : {};
  if (type === 'text' && typeof text === 'string') texts.push(text);
  else if (type === 'refusal' && typeof refusal === 'string') texts.push(refusal);
  else if (type === 'image_url') images.push(toBase64(image, `${param}.image_url`));
  else throw unknownPart(type, param);
}

function unknownPart(type: unknown, param: string) {
  const what = typeof type === 'string' ? `"${type}"` : 'this kind';
  return unsupported(
    `${param}.type`,
    `Ollama takes text and images; it has no content of ${what}.`,
  );
}

const base64Url = /^data:[^,]*;base64,/i;

/** The picture itself, without what the URL says about it: Ollama looks for itself. */
function toBase64(image: unknown, param: string): string {
  const url = isObject(image) ? image.url : image;
  if (typeof url === 'string' && base64Url.test(url)) return url.slice(url.indexOf(',') + 1);
  throw unsupported(
    isObject(image) ? `${param}.url` : param,
    'Ollama does not fetch images; send them as data URLs: "data:image/png;base64,…".',
  );
}
