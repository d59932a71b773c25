import type {
  ImagesCompletedEvent,
  ImagesPartialImageEvent,
  ImagesRequest,
  ImagesResponse,
  ImagesStreamUsage,
} from '@gw/schema';
import { sseFrame } from '../sse-frame.ts';
import { createBase64Picture } from './picture.ts';
import { createdAt, stableId } from './stable-id.ts';
import { countTokens } from './tokens.ts';

/**
 * The images object: `b64_json` or `url` as asked; without a word the dall-e models (and no model)
 * give URLs, the others base64.
 * @see https://platform.openai.com/docs/api-reference/images/create
 */
export function imageList(request: ImagesRequest, imageBaseUrl: string): ImagesResponse {
  const asUrl = (request.response_format ?? defaultFormat(request)) === 'url';
  const id = imageId(request);
  const data = Array.from({ length: request.n ?? 1 }, (_, index) =>
    asUrl
      ? { url: `${imageBaseUrl}/${id}-${index}.png` }
      : { b64_json: createBase64Picture(`${id}-${index}`) },
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
  const partial = Array.from(
    { length: request.partial_images ?? 0 },
    (_, index): ImagesPartialImageEvent => ({
      type: 'image_generation.partial_image',
      b64_json: createBase64Picture(`${id}-partial-${index}`),
      ...common,
      partial_image_index: index,
    }),
  );
  const completed: ImagesCompletedEvent = {
    type: 'image_generation.completed',
    b64_json: createBase64Picture(`${id}-0`),
    ...common,
    usage: imageUsage(request),
  };
  return [...partial, completed].map((event) => sseFrame(event, event.type));
}

function imageId({ model, prompt }: ImagesRequest): string {
  return stableId('img-', [model, prompt]);
}

function defaultFormat({ model }: ImagesRequest): 'url' | 'b64_json' {
  return model?.startsWith('dall-e') === false ? 'b64_json' : 'url';
}

/** What was asked for; where the choice was left to the model, what it chose. */
function appearance({ size, quality, background }: ImagesRequest) {
  return {
    background: background === 'transparent' ? background : 'opaque',
    output_format: 'png',
    quality: quality === 'medium' || quality === 'high' ? quality : 'low',
    size: size == null || size === 'auto' ? '1024x1024' : size,
  } as const;
}

function imageUsage({ prompt, n }: ImagesRequest): ImagesStreamUsage {
  const input = countTokens(prompt);
  const output = 272 * (n ?? 1);
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
  };
}
