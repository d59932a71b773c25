import type { ImagesStreamEvent } from '@gw/schema';
import { createdAt } from '../demo-model.ts';
import { formatImageSize } from './image-size.ts';
import type { ImagesPlan } from './plan-images.ts';

/**
 * The plan as events: of each image the previews that were asked for, each with more of it, then the
 * whole.
 * @see https://developers.openai.com/api/reference/resources/images/generation-streaming-events
 */
export function* toImagesEvents(plan: ImagesPlan): Generator<ImagesStreamEvent, undefined> {
  const { previews, background, count, usage } = plan;
  const size = formatImageSize(plan.size);
  const base = { created_at: createdAt, background, quality: 'low', size } as const;
  for (let index = 0; index < count; index++) {
    for (let preview = 0; preview < previews; preview++) {
      yield {
        type: 'image_generation.partial_image',
        b64_json: plan.draw(index, (preview + 1) / (previews + 1)),
        partial_image_index: preview,
        output_format: 'png',
        ...base,
      };
    }
    yield {
      type: 'image_generation.completed',
      b64_json: plan.draw(index),
      output_format: 'png',
      ...base,
      // Observers add up what events tell; the prompt was read once.
      usage: index === count - 1 ? usage : noUsage,
    };
  }
}

const noUsage = {
  input_tokens: 0,
  input_tokens_details: { text_tokens: 0, image_tokens: 0 },
  output_tokens: 0,
  total_tokens: 0,
};
