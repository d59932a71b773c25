import type { Image, ImagesResponse } from '@gw/schema';
import { createdAt } from '../demo-model.ts';
import { formatImageSize } from './image-size.ts';
import type { ImagesPlan } from './plan-images.ts';

/** The plan as one JSON answer. */
export function toImagesResponse(plan: ImagesPlan): ImagesResponse {
  return {
    created: createdAt,
    data: Array.from({ length: plan.count }, (_, index) => toImage(plan, index)),
    background: plan.background,
    output_format: 'png',
    quality: 'low',
    size: formatImageSize(plan.size),
    usage: plan.usage,
  };
}

/** A link would need a server behind it, so the file stands in the URL itself. */
function toImage(plan: ImagesPlan, index: number): Image {
  const file = plan.draw(index);
  const place = plan.asUrl ? { url: `data:image/png;base64,${file}` } : { b64_json: file };
  return { ...place, revised_prompt: plan.note };
}
