/** What the upstream answers from now on, whoever asks for whatever. */
export type Scenario =
  | { readonly reply: JsonName }
  | {
      readonly stream: StreamName;
      /** Chunks of content; the stream then ends. Default: it goes on until somebody leaves. */
      readonly chunks?: number;
      /** Of each stream. The first chunk comes at once. */
      readonly chunksPerSecond: number;
    };

export type JsonName = 'chat-1k' | 'chat-10k' | 'chat-1m' | 'embeddings';
export type StreamName = 'chat' | 'responses';

/** What the upstream has seen since its scenario was set. */
export interface Counts {
  readonly openStreams: number;
  /** Chunks of content written. */
  readonly chunks: number;
  /** When streams closed before their end, as `Date.now()` with fractions. */
  readonly cutAt: readonly number[];
}

/** Time that two processes of one machine agree on, in ms, finer than `Date.now()`. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now();
}
