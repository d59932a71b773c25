import { textAt, unsupported } from '../request-faults.ts';

/** Bytes of a block as a URL that holds them. */
export function toDataUrl(
  source: { readonly media_type?: unknown; readonly data?: unknown },
  param: string,
): string {
  const mediaType = textAt(source.media_type, `${param}.media_type`);
  return `data:${mediaType};base64,${textAt(source.data, `${param}.data`)}`;
}

/** An uploaded file is at Anthropic, and nowhere else. */
export function unknownSource(source: unknown, param: string): Error {
  const { type } = Object(source) as { type?: unknown };
  if (type === 'file') {
    return unsupported(param, 'it knows no uploaded files. Send the content itself.');
  }
  return unsupported(`${param}.type`, `it takes no source of type ${JSON.stringify(type)} here.`);
}
