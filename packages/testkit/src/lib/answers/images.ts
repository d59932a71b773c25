import { sseFrame } from '../sse-frame.ts';
import { createdAt, stableId } from './stable-id.ts';
import { countTokens } from './tokens.ts';

/** What the default answers read of an image request. */
export interface ImagesRequest {
  model: string;
  prompt: string;
  n?: number | null;
  stream?: boolean | null;
  partial_images?: number | null;
  response_format?: 'url' | 'b64_json' | null;
  size?: string | null;
  quality?: string | null;
  background?: string | null;
}

/** A PNG of one pixel. */
const onePixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/**
 * The pixel with a label behind the end of the image, where readers do not look: images can be told
 * apart.
 */
export function labelledImage(label: string): Uint8Array {
  const text = atob(onePixel) + label;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/**
 * The images object: `b64_json` or `url` as asked; without a word the dall-e models give URLs, the
 * others base64.
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export function imageList(request: ImagesRequest, imageBaseUrl: string): object {
  const asUrl = (request.response_format ?? defaultFormat(request.model)) === 'url';
  const id = imageId(request);
  const data = Array.from({ length: request.n ?? 1 }, (_, index) =>
    asUrl
      ? { url: `${imageBaseUrl}/${id}-${index}.png` }
      : { b64_json: toBase64(`${id}-${index}`) },
  );
  return { created: createdAt, ...appearance(request), data, usage: imageUsage(request) };
}

/**
 * The frames of an image stream: `partial_images` partial ones (0 to 3), then the completed one.
 * There is no `[DONE]`.
 * @see https://platform.openai.com/docs/api-reference/images-streaming
 */
export function imageFrames(request: ImagesRequest): string[] {
  const id = imageId(request);
  const common = { created_at: createdAt, ...appearance(request) };
  const frame = (type: string, label: string, rest: object) =>
    sseFrame({ type, b64_json: toBase64(`${id}-${label}`), ...common, ...rest }, type);
  const partial = Array.from({ length: request.partial_images ?? 0 }, (_, index) =>
    frame('image_generation.partial_image', `partial-${index}`, { partial_image_index: index }),
  );
  return [...partial, frame('image_generation.completed', '0', { usage: imageUsage(request) })];
}

function imageId({ model, prompt }: ImagesRequest): string {
  return stableId('img-', [model, prompt]);
}

function defaultFormat(model: string): 'url' | 'b64_json' {
  return model.startsWith('dall-e') ? 'url' : 'b64_json';
}

function appearance({ size, quality, background }: ImagesRequest): object {
  return {
    background: background ?? 'opaque',
    output_format: 'png',
    quality: quality ?? 'low',
    size: size ?? '1024x1024',
  };
}

function imageUsage({ prompt, n }: ImagesRequest): object {
  const input = countTokens(prompt);
  const output = 272 * (n ?? 1);
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
  };
}

function toBase64(label: string): string {
  return btoa(String.fromCharCode(...labelledImage(label)));
}
