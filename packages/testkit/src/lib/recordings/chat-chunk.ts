import { sseFrame } from '../sse-frame.ts';

/** The members all chunks of one stream share. */
export interface ChunkCommon {
  id: string;
  created: number;
  model: string;
  system_fingerprint: string;
  service_tier?: string;
}

/** What one chunk says. */
export interface ChunkPart {
  /** Default: the empty delta. */
  delta?: object;
  /** Default null. */
  logprobs?: object | null;
  /** Default null. */
  finish_reason?: string | null;
}

/**
 * Makes the frames of one stream with one choice; `more` are members beside `choices`, such as
 * `usage`.
 */
export function createChunkFrames(
  common: ChunkCommon,
): (part: ChunkPart | null, more?: object) => string {
  const { id, ...rest } = common;
  return (part, more = {}) => {
    const choices =
      part === null ? [] : [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...part }];
    return sseFrame({ id, object: 'chat.completion.chunk', ...rest, choices, ...more });
  };
}
