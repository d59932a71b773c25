import type { DocumentBlock, ImageBlock, MediaSource, TextBlock } from './anthropic-api.ts';
import { cacheMarkOf } from './cache-control.ts';
import { decodeText, parseDataUrl } from './data-url.ts';
import { present, textOf } from './members.ts';
import {
  invalidType,
  invalidValue,
  objectsAt,
  type Placed,
  textAt,
  unsupported,
} from './request-faults.ts';

type MediaBlock = TextBlock | ImageBlock | DocumentBlock;

/** Content as a list, whether it came as text, as parts, or not at all. */
function partsAt(content: unknown, param: string): Placed[] {
  if (content == null) return [];
  if (typeof content === 'string') return [{ value: { type: 'input_text', text: content }, param }];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt(content, param);
}

/** What somebody says who says nothing but text. */
export function toTextBlocks(content: unknown, param: string): TextBlock[] {
  return partsAt(content, param).flatMap((part) => {
    if (isText(part) || part.value.type === 'refusal') return toTextBlock(part);
    throw unknownPart(part);
  });
}

/**
 * What the end user says, or a tool gave back.
 * @param warn told of what is left out.
 */
export function toMediaBlocks(
  content: unknown,
  param: string,
  warn: (message: string) => void,
): MediaBlock[] {
  return partsAt(content, param).flatMap((part): MediaBlock[] => {
    if (isText(part)) return toTextBlock(part);
    return [{ ...toMediaBlock(part, warn), ...cacheMarkOf(part.value) }];
  });
}

/** Whoever said it: clients mix up the names of text parts. */
function isText({ value }: Placed): boolean {
  return ['input_text', 'output_text', 'text'].includes(textOf(value.type));
}

/** Anthropic refuses text blocks without text. */
function toTextBlock({ value, param }: Placed): TextBlock[] {
  const name = value.type === 'refusal' ? 'refusal' : 'text';
  const text = textAt(value[name], `${param}.${name}`);
  return text === '' ? [] : [{ type: 'text', text, ...cacheMarkOf(value) }];
}

function toMediaBlock(part: Placed, warn: (message: string) => void): ImageBlock | DocumentBlock {
  switch (part.value.type) {
    case 'input_image':
      return toImage(part, warn);
    case 'input_file':
      return toFile(part);
    default:
      throw unknownPart(part);
  }
}

function unknownPart({ value, param }: Placed): Error {
  return unsupported(`${param}.type`, `it takes no parts of type "${value.type}" here.`);
}

/** @see https://platform.claude.com/docs/en/build-with-claude/vision */
const imageTypes = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'];

function toImage({ value, param }: Placed, warn: (message: string) => void): ImageBlock {
  const { detail } = value;
  if (detail != null && detail !== 'auto') warn('"detail" was left out: these models have none.');
  if (value.file_id != null) return { type: 'image', source: uploaded(value.file_id, param) };
  const where = `${param}.image_url`;
  const url = textAt(value.image_url, where);
  const data = parseDataUrl(url);
  if (!data) return { type: 'image', source: linked(url, where) };
  if (!imageTypes.includes(data.mediaType)) throw noSuchImage(where, data.mediaType);
  return { type: 'image', source: inPlace(data.mediaType, data.base64) };
}

function noSuchImage(param: string, mediaType: string): Error {
  return unsupported(param, `it takes JPEG, PNG, GIF and WebP, not "${mediaType}".`);
}

/** A document by the kinds that there are: PDF in place or by link, plain text, or a picture. */
function toFile({ value, param }: Placed): ImageBlock | DocumentBlock {
  const title = present({ title: textOf(value.filename) || undefined });
  if (value.file_id != null) {
    return { type: 'document', source: uploaded(value.file_id, param), ...title };
  }
  if (value.file_url != null) {
    const where = `${param}.file_url`;
    return { type: 'document', source: linked(textAt(value.file_url, where), where), ...title };
  }
  const where = `${param}.file_data`;
  const { mediaType, base64 } = fileData(textAt(value.file_data, where), textOf(value.filename));
  if (imageTypes.includes(mediaType)) return { type: 'image', source: inPlace(mediaType, base64) };
  if (mediaType === 'application/pdf') {
    return { type: 'document', source: inPlace(mediaType, base64), ...title };
  }
  if (!mediaType.startsWith('text/') && mediaType !== 'application/json') {
    throw unsupported(where, `it takes PDF, text and pictures, not "${mediaType}".`);
  }
  const data = plainText(base64, where);
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data }, ...title };
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
    return decodeText(base64);
  } catch {
    throw invalidValue(param, 'expected base64 of text in UTF-8.');
  }
}

function inPlace(media_type: string, data: string): MediaSource {
  return { type: 'base64', media_type, data };
}

/** Anthropic follows links itself; nobody here does. */
function linked(url: string, param: string): MediaSource {
  if (/^https?:\/\//i.test(url)) return { type: 'url', url };
  throw unsupported(param, 'it takes links that start with https://, and data: URLs.');
}

function uploaded(id: unknown, param: string): MediaSource {
  return { type: 'file', file_id: textAt(id, `${param}.file_id`) };
}
