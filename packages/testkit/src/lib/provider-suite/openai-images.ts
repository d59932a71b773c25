import type { ImagesResponse } from '@gw/schema';
import { createdAt } from '../answers/stable-id.ts';
import { respond } from '../behaviours/respond.ts';
import { stream } from '../behaviours/stream.ts';
import { sseFrame } from '../sse-frame.ts';
import type { Behaviour } from '../upstream/behaviour.ts';
import type { ImagesAnswer, ReplyKind } from './provider-wire.ts';

/** @see https://platform.openai.com/docs/api-reference/images */
export function images(answer: ImagesAnswer, kind: ReplyKind): Behaviour {
  return kind === 'json' ? imagesJson(answer) : imagesStream(answer);
}

const look = {
  background: 'opaque',
  output_format: 'png',
  quality: 'low',
  size: '1024x1024',
} as const;
const details = { text_tokens: 5, image_tokens: 0 };
const usage = {
  input_tokens: 5,
  input_tokens_details: details,
  output_tokens: 7,
  total_tokens: 12,
};

function imagesJson({ pictures }: ImagesAnswer): Behaviour {
  const data = pictures.map((b64_json) => ({ b64_json }));
  const json: ImagesResponse = { created: createdAt, ...look, data, usage };
  return respond({ json });
}

function imagesStream({ pictures: [b64_json], partials }: ImagesAnswer): Behaviour {
  const base = { created_at: createdAt, ...look };
  const events = [
    ...partials.map((partial, partial_image_index) => ({
      type: 'image_generation.partial_image',
      b64_json: partial,
      ...base,
      partial_image_index,
    })),
    { type: 'image_generation.completed', b64_json, ...base, usage },
  ];
  return stream(events.map((event) => sseFrame(event, event.type)));
}
