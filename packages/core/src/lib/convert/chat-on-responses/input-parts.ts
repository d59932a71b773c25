import type { ChatContentPart, ChatTextPart, ResponsesInputPart } from '@gw/schema';
import type { DeepReadonly } from '../../payload.ts';
import { present } from '../present.ts';
import { invalidType, objectsAt, textAt, unsupported } from '../request-faults.ts';

type InputPart = DeepReadonly<ResponsesInputPart>;

interface PlacedPart {
  readonly value: DeepReadonly<ChatContentPart>;
  readonly param: string;
}

/** What an end user or a tool said. */
export function toInputContent(content: unknown, param: string): string | InputPart[] {
  return convertContent(content, param, toInputPart);
}

/** What the application said: text alone. */
export function toInstructions(content: unknown, param: string): string | InputPart[] {
  return convertContent(content, param, (part) => {
    if (part.value.type !== 'text') throw unknownPart(part);
    return toInputPart(part);
  });
}

function convertContent(
  content: unknown,
  param: string,
  convert: (part: PlacedPart) => InputPart,
): string | InputPart[] {
  if (content == null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalidType(param, 'a string or a list of parts');
  return objectsAt<PlacedPart['value']>(content, param).map(convert);
}

function toInputPart(part: PlacedPart): InputPart {
  // Where a cached stretch ends is said alike in both apis.
  const { prompt_cache_breakpoint } = part.value as Pick<ChatTextPart, 'prompt_cache_breakpoint'>;
  return { ...convertPart(part), ...present({ prompt_cache_breakpoint }) };
}

function convertPart({ value, param }: PlacedPart): InputPart {
  switch (value.type) {
    case 'text':
      return { type: 'input_text', text: textAt(value.text, `${param}.text`) };
    case 'image_url':
      return toImage(value.image_url, `${param}.image_url`);
    case 'input_audio':
      return { type: 'input_audio', input_audio: value.input_audio };
    case 'file': {
      const { file_data, file_id, filename } = value.file ?? {};
      if (file_id == null) textAt(file_data, `${param}.file.file_data`);
      return { type: 'input_file', ...present({ filename, file_data, file_id }) };
    }
    default:
      throw unknownPart({ value, param });
  }
}

/** Some clients write the link where the object with the link belongs. */
function toImage(image: unknown, param: string): InputPart {
  if (typeof image === 'string') return { type: 'input_image', image_url: image };
  const { url, detail } = Object(image) as Partial<ImageMember>;
  return { type: 'input_image', image_url: textAt(url, `${param}.url`), ...present({ detail }) };
}

type ImageMember = Extract<ChatContentPart, { type: 'image_url' }>['image_url'];

export function unknownPart({ value, param }: { value: { type?: unknown }; param: string }): Error {
  return unsupported(`${param}.type`, `it takes no parts of type "${value.type}" here.`);
}
