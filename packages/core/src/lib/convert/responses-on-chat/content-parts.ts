import type { ChatContentPart, ChatTextPart, ResponsesInputPart } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { invalidType, objectsAt, textAt, unsupported } from '../request-faults.ts';

/** A part of a message or of a tool's output, and where it stands in the request. */
export interface PlacedPart {
  readonly value: DeepReadonly<ResponsesInputPart>;
  readonly param: string;
}

/** Content as a list, whether it came as text, as parts, or not at all. */
export function partsAt(content: unknown, param: string): PlacedPart[] {
  if (content == null) return [];
  if (typeof content === 'string') return [{ value: { type: 'input_text', text: content }, param }];
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt(content, param);
}

/** Whoever said it: clients mix up the names of text parts. */
export function isText(part: PlacedPart): boolean {
  return ['input_text', 'output_text', 'text'].includes(part.value.type);
}

/** Parts of a role that says nothing but text. */
export function toTextPart(part: PlacedPart): DeepReadonly<ChatTextPart> {
  if (!isText(part)) throw unknownPart(part);
  const { text } = part.value as { text?: unknown };
  return { type: 'text', text: textAt(text, `${part.param}.text`), ...breakpointOf(part) };
}

/** Parts of the end user, or of what a tool gave back. */
export function toUserPart(part: PlacedPart): DeepReadonly<ChatContentPart> {
  if (isText(part)) return toTextPart(part);
  const converted = toMediaPart(part);
  return { ...converted, ...breakpointOf(part) };
}

function toMediaPart({ value, param }: PlacedPart): DeepReadonly<ChatContentPart> {
  switch (value.type) {
    case 'input_image': {
      refuseId(value.file_id, `${param}.file_id`);
      const url = textAt(value.image_url, `${param}.image_url`);
      return { type: 'image_url', image_url: { url, ...present({ detail: value.detail }) } };
    }
    case 'input_file': {
      refuseId(value.file_id, `${param}.file_id`);
      if (value.file_url != null) throw unsupported(`${param}.file_url`, sendTheContent);
      const file_data = textAt(value.file_data, `${param}.file_data`);
      return { type: 'file', file: { file_data, ...present({ filename: value.filename }) } };
    }
    case 'input_audio':
      return { type: 'input_audio', input_audio: value.input_audio };
    default:
      throw unknownPart({ value, param });
  }
}

const sendTheContent = 'it takes files by their content only. Send it as "file_data".';

function refuseId(id: unknown, param: string): void {
  if (id != null) throw unsupported(param, 'it knows no uploaded files. Send the content itself.');
}

function unknownPart({ value, param }: PlacedPart): Error {
  return unsupported(`${param}.type`, `it takes no parts of type "${value.type}" here.`);
}

/** Where a cached stretch ends is said alike in both apis. */
function breakpointOf({ value }: PlacedPart): Pick<ChatTextPart, 'prompt_cache_breakpoint'> {
  const { prompt_cache_breakpoint } = value as Pick<ChatTextPart, 'prompt_cache_breakpoint'>;
  return present({ prompt_cache_breakpoint });
}

/** A single text as a string, which is all that some servers understand. */
export function toContent<Part extends { readonly type: string }>(
  parts: readonly (Part | DeepReadonly<ChatTextPart>)[],
): string | readonly (Part | DeepReadonly<ChatTextPart>)[] {
  const [first, ...others] = parts;
  if (first === undefined) return '';
  const isPlain = others.length === 0 && Object.keys(first).length === 2 && 'text' in first;
  return isPlain && typeof first.text === 'string' ? first.text : parts;
}
