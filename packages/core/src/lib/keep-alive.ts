import type { StreamProtocol } from './operation.ts';
import { encodeComment, encodeFrame } from './sse.ts';

/** What keeps idle proxies from cutting a stream whose model is still thinking. */
export interface KeepAliveOptions {
  /**
   * Silence after which something is sent, in ms. The first one fixes the status at 200: what fails
   * later is told inside the stream. Default: 15 000.
   */
  readonly afterMs?: number | false;
  /**
   * `comment`: a line that every client ignores. `event`: an empty event of the api, for clients
   * that watch for life and cannot see comments. Default: `comment`.
   */
  readonly as?: 'comment' | 'event';
}

export const defaultKeepAlive: Required<KeepAliveOptions> = { afterMs: 15_000, as: 'comment' };

export function keepAliveBytes(
  { as }: Required<KeepAliveOptions>,
  protocol: StreamProtocol,
): Uint8Array {
  return as === 'comment' ? encodeComment('keep-alive') : encodeFrame(protocol.keepAliveFrame);
}
