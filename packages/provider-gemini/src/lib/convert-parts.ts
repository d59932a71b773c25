import type { DeepReadonly } from '@gw/core';
import {
  invalidType,
  type MediaPlace,
  objectsAt,
  type Placed,
  parseDataUrl,
  textAt,
  unsupported,
} from '@gw/provider-utils';
import type { ResponsesInputFile, ResponsesInputImage, ResponsesInputPart } from '@gw/schema';
import { sendTheContent, toBlob, toMediaPart } from './convert-media.ts';
import type { Part } from './gemini-api.ts';
import { mediaTypeOfName } from './media-types.ts';
import type { RequestContext } from './request-context.ts';

/** A part of a message or of a tool's output. */
export type PlacedPart = Placed<DeepReadonly<ResponsesInputPart>>;

/** Content as a list, whether it came as text, as parts, or not at all. */
export function partsAt(content: unknown, param: string): PlacedPart[] {
  if (content == null) return [];
  if (typeof content === 'string') return [{ value: { type: 'input_text', text: content }, param }];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt(content, param);
}

/** Whoever said it: clients mix up the names of text parts. What a model refused with is text here. */
export function isText({ value }: PlacedPart): boolean {
  return ['input_text', 'output_text', 'text', 'refusal'].includes(value.type);
}

export function textAtPart({ value, param }: PlacedPart): string {
  const { type, text, refusal } = value as { type: string; text?: unknown; refusal?: unknown };
  return type === 'refusal' ? textAt(refusal, `${param}.refusal`) : textAt(text, `${param}.text`);
}

/** A part of anybody's words. */
export function toPart(part: PlacedPart, context: RequestContext): Part {
  if (isText(part)) return { text: textAtPart(part) };
  const { value, param } = part;
  switch (value.type) {
    case 'input_image':
      return toImage(value, param, context);
    case 'input_file':
      return toFile(value, param, context);
    case 'input_audio': {
      const { data, format } = value.input_audio ?? {};
      const mimeType = `audio/${textAt(format, `${param}.input_audio.format`)}`;
      return { inlineData: { mimeType, data: textAt(data, `${param}.input_audio.data`) } };
    }
    case 'input_video':
      return toMediaPart(placeOf(value.video_url, `${param}.video_url`, ['video/*']), context);
    default: {
      const { type } = value as { type?: unknown };
      throw unsupported(`${param}.type`, `it takes no parts of type "${type}" here.`);
    }
  }
}

function toImage(
  { image_url, file_id, detail }: DeepReadonly<ResponsesInputImage>,
  param: string,
  context: RequestContext,
): Part {
  refuseId(file_id, `${param}.file_id`);
  if (detail != null && detail !== 'auto') {
    context.warn('"detail" of images was left out: Gemini has one resolution for a whole request.');
  }
  return toMediaPart(placeOf(image_url, `${param}.image_url`, ['image/*']), context);
}

function toFile(
  { filename, file_data, file_url, file_id }: DeepReadonly<ResponsesInputFile>,
  param: string,
  context: RequestContext,
): Part {
  refuseId(file_id, `${param}.file_id`);
  if (file_url != null) {
    return toMediaPart(placeOf(file_url, `${param}.file_url`, fileTypes), context);
  }
  const data = textAt(file_data, `${param}.file_data`);
  const named = mediaTypeOfName(filename);
  const written = parseDataUrl(data);
  const blob = written ? toBlob(written) : { mimeType: named ?? 'application/pdf', data };
  // What browsers say of files that they do not know.
  const isUnknown = blob.mimeType === 'application/octet-stream' && named !== undefined;
  return { inlineData: isUnknown ? { ...blob, mimeType: named } : blob };
}

const fileTypes = [
  'application/pdf',
  'application/json',
  'text/*',
  'image/*',
  'audio/*',
  'video/*',
];

function placeOf(url: unknown, param: string, accept: readonly string[]): MediaPlace {
  return { url: textAt(url, param), param, accept };
}

function refuseId(id: unknown, param: string): void {
  if (id != null) throw unsupported(param, `it knows no uploaded files. ${sendTheContent}`);
}
