import type { ImagesBackground, ImagesQuality, ImagesSize } from './images.ts';
import type { ImagesStreamUsage } from './usage.ts';

/** What both events of an image stream carry: an image and the settings it was made with. */
interface ImagesStreamEventBase {
  /** The file as base64. */
  b64_json: string;
  /** When the event was made, in Unix seconds. */
  created_at: number;
  /** As asked for, or as the model chose. */
  background: ImagesBackground;
  /** File format. */
  output_format: 'png' | 'webp' | 'jpeg';
  /** As asked for, or as the model chose. */
  quality: ImagesQuality;
  /** In pixels, `WIDTHxHEIGHT`. */
  size: ImagesSize;
}

/** An unfinished image: a preview that the next event of the stream replaces. */
export interface ImagesPartialImageEvent extends ImagesStreamEventBase {
  type: 'image_generation.partial_image';
  /** Which preview it is, from 0. */
  partial_image_index: number;
}

/** The finished image: the last event of the stream. */
export interface ImagesCompletedEvent extends ImagesStreamEventBase {
  type: 'image_generation.completed';
  /** What this image cost, in tokens. */
  usage: ImagesStreamUsage;
  /** The identifier that counted for abuse detection, wherever it stood in the request. */
  safety_identifier?: string | null;
}

/**
 * One event of a streamed `POST /v1/images/generations`. Its `type` is the SSE event name too.
 * @see https://developers.openai.com/api/reference/resources/images/generation-streaming-events
 */
export type ImagesStreamEvent = ImagesPartialImageEvent | ImagesCompletedEvent;
