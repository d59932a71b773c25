import type { EmbeddingsUsage } from './usage.ts';

/** What to embed: one text, several texts, one text as tokens, several texts as tokens. */
export type EmbeddingsInput = string | string[] | number[] | number[][];

/** How vectors come back: JSON numbers, or base64 of little-endian 32-bit floats. */
export type EmbeddingsEncodingFormat = 'float' | 'base64';

/**
 * The body of `POST /v1/embeddings`.
 * @see https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export interface EmbeddingsRequest {
  /** What to embed. The limits on count and length are the model's. */
  input: EmbeddingsInput;
  /** Id of the model. */
  model: string;
  /** How vectors come back. Default `float`; the `openai` SDK asks for `base64` unless told. */
  encoding_format?: EmbeddingsEncodingFormat | null | undefined;
  /** Length of the vectors. Default: the model's own; not every model can shorten them. */
  dimensions?: number | null | undefined;
  /** The end user on whose behalf the request is made. */
  user?: string | null | undefined;
}

/**
 * One vector.
 * @typeParam Vector - `number[]` for `float`, `string` for `base64`.
 */
export interface Embedding<Vector extends number[] | string = number[] | string> {
  object: 'embedding';
  /** Place of its text in `input`, from 0. */
  index: number;
  /** The vector, in the encoding the request asked for. */
  embedding: Vector;
}

/**
 * The answer to `POST /v1/embeddings`.
 * @typeParam Vector - `number[]` for `float`, `string` for `base64`; both when it is not known.
 * @see https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export interface EmbeddingsResponse<Vector extends number[] | string = number[] | string> {
  object: 'list';
  /** One vector per text. */
  data: Embedding<Vector>[];
  /** The model that made them. */
  model: string;
  /** What it cost, in tokens. */
  usage: EmbeddingsUsage;
}
