/** An event stream frame by frame, with the request that asks for it. */
export interface RecordedStream {
  /** The public document whose shapes it follows. */
  readonly source: string;
  /** Path behind the base path: `/chat/completions`. */
  readonly path: string;
  /** Body of a request that may be answered so. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Each with the blank line that ends it. */
  readonly frames: readonly string[];
  /** All frames in one piece, as UTF-8: `bytes.length` is where a cut at every byte ends. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Adds the bytes to the rest. */
export function createRecordedStream(parts: Omit<RecordedStream, 'bytes'>): RecordedStream {
  return { ...parts, bytes: new TextEncoder().encode(parts.frames.join('')) };
}
