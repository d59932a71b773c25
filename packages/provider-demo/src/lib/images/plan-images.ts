import type { DeepReadonly } from '@gw/core';
import type { ImagesRequest, ImagesStreamUsage } from '@gw/schema';
import { toBase64 } from '../base64.ts';
import { countWords, quote } from '../words.ts';
import { drawPattern } from './draw-pattern.ts';
import { type ImageSize, readImageSize } from './image-size.ts';

/** What will be drawn, before it becomes one JSON object or several events. */
export interface ImagesPlan {
  readonly size: ImageSize;
  readonly background: 'transparent' | 'opaque';
  /** Number of images. */
  readonly count: number;
  /** Previews of each image in a stream. */
  readonly previews: number;
  readonly asUrl: boolean;
  /** Says what the picture really is. */
  readonly note: string;
  readonly usage: ImagesStreamUsage;
  /** One image, or the part of it from the top that a preview shows, as base64. */
  draw(index: number, share?: number): string;
}

export function planImages(request: DeepReadonly<ImagesRequest>): ImagesPlan {
  const { prompt } = request;
  const size = readImageSize(request.size as string | null | undefined);
  const isTransparent = request.background === 'transparent';
  return {
    size,
    background: isTransparent ? 'transparent' : 'opaque',
    count: request.n ?? 1,
    previews: request.partial_images ?? 0,
    asUrl: request.response_format === 'url',
    note: `A pattern by the built-in demo model of gw, which cannot draw ${quote(prompt)}`,
    usage: countUsage(countWords(prompt)),
    draw: (index, share = 1) =>
      toBase64(drawPattern(`${index} ${prompt}`, { size, isTransparent, share })),
  };
}

/** A word of the prompt is a token; a picture that no model made costs none. */
function countUsage(words: number): ImagesStreamUsage {
  return {
    input_tokens: words,
    input_tokens_details: { text_tokens: words, image_tokens: 0 },
    output_tokens: 0,
    total_tokens: words,
  };
}
