import {
  type DataUrl,
  invalidValue,
  type MediaPlace,
  type Placed,
  parseDataUrl,
  present,
  textAt,
  textOf,
  unsupported,
} from '@gw/provider-utils';
import type { MessagesDocumentBlock, MessagesImageBlock, MessagesMediaSource } from '@gw/schema';
import type { RequestContext } from './request-context.ts';

export type MediaBlock = MessagesImageBlock | MessagesDocumentBlock;

/** @see https://platform.claude.com/docs/en/build-with-claude/vision */
const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

export function toImage(
  { value, param }: Placed,
  { mediaAt, warn }: RequestContext,
): MessagesImageBlock {
  const { detail } = value;
  if (detail != null && detail !== 'auto') warn('"detail" was left out: these models have none.');
  if (value.file_id != null) return { type: 'image', source: uploaded(value.file_id, param) };
  const where = `${param}.image_url`;
  const url = textAt(value.image_url, where);
  if (isFollowed(url)) return { type: 'image', source: { type: 'url', url } };
  const data = parseDataUrl(url) ?? mediaAt(linked(url, where, imageTypes));
  if (!imageTypes.includes(data.mediaType)) throw noSuchImage(where, data.mediaType);
  return { type: 'image', source: inPlace(data) };
}

function noSuchImage(param: string, mediaType: string): Error {
  return unsupported(param, `it takes JPEG, PNG, GIF and WebP, not "${mediaType}".`);
}

const fileTypes = ['application/pdf', 'application/json', 'text/*', ...imageTypes];

export function toFile({ value, param }: Placed, { mediaAt }: RequestContext): MediaBlock {
  const title = present({ title: textOf(value.filename) || undefined });
  if (value.file_id != null) {
    return { type: 'document', source: uploaded(value.file_id, param), ...title };
  }
  if (value.file_url == null) {
    const where = `${param}.file_data`;
    const data = fileData(textAt(value.file_data, where), textOf(value.filename));
    return toDocument(data, where, title);
  }
  const where = `${param}.file_url`;
  const url = textAt(value.file_url, where);
  if (isFollowed(url)) return { type: 'document', source: { type: 'url', url }, ...title };
  return toDocument(mediaAt(linked(url, where, fileTypes)), where, title);
}

/** A document by the kinds that there are: PDF, plain text, or a picture. */
function toDocument(data: DataUrl, param: string, title: { title?: string }): MediaBlock {
  const { mediaType, base64 } = data;
  if (imageTypes.includes(mediaType)) return { type: 'image', source: inPlace(data) };
  if (mediaType === 'application/pdf') return { type: 'document', source: inPlace(data), ...title };
  if (!mediaType.startsWith('text/') && mediaType !== 'application/json') {
    throw unsupported(param, `it takes PDF, text and pictures, not "${mediaType}".`);
  }
  const text = plainText(base64, param);
  const source = { type: 'text', media_type: 'text/plain', data: text } as const;
  return { type: 'document', source, ...title };
}

/** Some clients send base64 without saying what it is. */
function fileData(text: string, filename: string) {
  const known = parseDataUrl(text);
  if (known) return known;
  const isPdf = text.startsWith('JVBERi0') || filename.toLowerCase().endsWith('.pdf');
  return { mediaType: isPdf ? 'application/pdf' : 'text/plain', base64: text };
}

function plainText(base64: string, param: string): string {
  try {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalidValue(param, 'expected base64 of text in UTF-8.');
  }
}

function inPlace({ mediaType, base64 }: DataUrl): MessagesMediaSource {
  return { type: 'base64', media_type: mediaType, data: base64 };
}

/** Anthropic reads links itself, if they are secure. */
function isFollowed(url: string): boolean {
  return /^https:/i.test(url);
}

function linked(url: string, param: string, accept: readonly string[]): MediaPlace {
  if (/^http:/i.test(url)) return { url, param, accept };
  throw unsupported(param, 'it takes links that start with https://, and data: URLs.');
}

function uploaded(id: unknown, param: string): MessagesMediaSource {
  return { type: 'file', file_id: textAt(id, `${param}.file_id`) };
}
