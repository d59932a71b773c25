import { imageFrames } from '../answers/images.ts';
import { createRecordedStream } from './recorded-stream.ts';

const request = {
  model: 'gpt-image-1',
  prompt: 'A lighthouse in the fog',
  size: '1024x1024',
  quality: 'low',
  background: 'opaque',
  stream: true,
  partial_images: 2,
} as const;

/**
 * Two partial images and the completed one. Image streams name their events and end without
 * `[DONE]`.
 */
export const imagePartials = createRecordedStream({
  source: 'https://platform.openai.com/docs/api-reference/images-streaming',
  path: '/images/generations',
  request,
  frames: imageFrames(request),
});
