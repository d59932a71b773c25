import type { ChatReasoningEffort } from './chat-settings.ts';
import type { ImagesSvgUsage, ImagesUsage } from './usage.ts';

/** Whether what surrounds the subject is transparent. */
export type ImagesBackground = 'transparent' | 'opaque' | 'auto';

/** How much work goes into rendering. `auto` leaves it to the model. */
export type ImagesQuality = 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'auto';

/** Size in pixels as `WIDTHxHEIGHT`, or `auto`. Models differ in what they accept. */
export type ImagesSize = 'auto' | '1024x1024' | '1536x1024' | '1024x1536' | (string & {});

/**
 * The body of `POST /v1/images/generations`.
 * @see https://developers.openai.com/api/reference/resources/images/methods/generate
 */
export interface ImagesRequest {
  /** What to draw. */
  prompt: string;
  /** Id of the model. May be left out where the gateway has a default. */
  model?: string | null | undefined;
  /** Number of images. Default 1. */
  n?: number | null | undefined;
  /** Size of the images. Default `auto`. */
  size?: ImagesSize | null | undefined;
  /** How much work goes into rendering. Default `auto`; `standard` and `hd` are of older models. */
  quality?: ImagesQuality | 'standard' | 'hd' | null | undefined;
  /** Default `auto`. `transparent` needs an output format that has transparency. */
  background?: ImagesBackground | null | undefined;
  /** File format of the images. Default `png`. */
  output_format?: 'png' | 'jpeg' | 'webp' | 'gif' | 'svg' | null | undefined;
  /** Compression of `webp` and `jpeg`, in percent. Default 100. */
  output_compression?: number | null | undefined;
  /** How strictly content is filtered. Default `auto`. */
  moderation?: 'low' | 'auto' | null | undefined;
  /** How much thought goes into planning the picture, apart from its rendering. */
  complexity?: 'low' | 'medium' | 'high' | null | undefined;
  /** Frames of a `gif`, 2 to 16. Default 9. */
  frame_count?: number | null | undefined;
  /** Time a `gif` frame stays, in milliseconds. Default 200. */
  frame_duration_ms?: number | null | undefined;
  /** Who writes an `svg`. */
  svg?: ImagesSvgSettings | null | undefined;
  /** Answer with server-sent events of {@link ImagesStreamEvent}. Default `false`. */
  stream?: boolean | null | undefined;
  /** Unfinished images to show in a stream, 0 to 3. Default 0. */
  partial_images?: number | null | undefined;
  /** Stable, anonymous id of the end user, for abuse detection. Replaces `user`. */
  safety_identifier?: string | null | undefined;
  /** @deprecated Use `safety_identifier`. */
  user?: string | null | undefined;
  /** Where the image stands in the answer. @deprecated Newer models always answer `b64_json`. */
  response_format?: 'url' | 'b64_json' | null | undefined;
  /** @deprecated Of older models only; say it in the prompt. */
  style?: 'vivid' | 'natural' | null | undefined;
}

/** The text model that writes an SVG, in {@link ImagesRequest}. */
export interface ImagesSvgSettings {
  /** Id of that model. */
  model: string;
  /** How much that model thinks first. Default: its own. */
  reasoning?: { effort?: ChatReasoningEffort | null | undefined } | null | undefined;
}

/** One finished image: exactly one of `b64_json` and `url` is there. */
export interface Image {
  /** The file as base64. */
  b64_json?: string;
  /** Where to fetch the file; such links expire. */
  url?: string;
  /** The prompt as the model rewrote it, if it did. */
  revised_prompt?: string;
}

/**
 * The answer to `POST /v1/images/generations`, settings as really used.
 * @see https://developers.openai.com/api/reference/resources/images/methods/generate
 */
export interface ImagesResponse {
  /** When the images were made, in Unix seconds. */
  created: number;
  /** The images. */
  data?: Image[];
  /** As really used. */
  background?: Exclude<ImagesBackground, 'auto'>;
  /** File format. */
  output_format?: 'png' | 'webp' | 'jpeg' | 'gif' | 'svg';
  /** As really used. */
  quality?: Exclude<ImagesQuality, 'auto'>;
  /** Size in pixels as `WIDTHxHEIGHT`. */
  size?: string;
  /** The identifier that counted for abuse detection, wherever it stood in the request. */
  safety_identifier?: string | null;
  /** Token counts, of models billed by the token. */
  usage?: ImagesUsage;
  /** Token counts of the model that wrote an SVG. */
  svg_usage?: ImagesSvgUsage;
}
