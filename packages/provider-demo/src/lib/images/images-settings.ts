import type { DeepReadonly } from '@gw/core';
import type { ImagesRequest } from '@gw/schema';
import { z } from 'zod';
import { warnOfIgnored } from '../check-settings.ts';
import { formatImageSize, type ImageSize } from './image-size.ts';

/** What the demo reads beyond what the gateway has checked, with OpenAI's bounds. */
export const imagesSettings = z.object({
  n: z.int().min(1).max(10).nullish(),
  size: z.string().nullish(),
  background: z.enum(['transparent', 'opaque', 'auto']).nullish(),
  response_format: z.enum(['url', 'b64_json']).nullish(),
  partial_images: z.int().min(0).max(3).nullish(),
});

const honoured = new Set([
  'model',
  'prompt',
  'n',
  'size',
  'background',
  'response_format',
  'stream',
  'partial_images',
  'user',
  'safety_identifier',
]);

/** What was asked for and not done. */
export function warnOfImages(
  request: DeepReadonly<ImagesRequest>,
  size: ImageSize,
): readonly string[] {
  const { output_format: format, ...rest } = request;
  const drawn = formatImageSize(size);
  const isResized = request.size != null && request.size !== 'auto' && request.size !== drawn;
  return [
    ...warnOfIgnored(rest, honoured),
    ...(format && format !== 'png' ? ['The demo model draws "png" only.'] : []),
    ...(isResized ? [`The demo model drew ${drawn}, the nearest size that it can.`] : []),
  ];
}
