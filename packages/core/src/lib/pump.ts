import { type Call, cancelReason } from './call.ts';
import { endedWithoutTerminal, stopQuietly } from './commit.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { StreamProtocol } from './operation.ts';
import type { StreamFrame } from './provider.ts';
import { type SilenceWatch, silent, watchSilence } from './silence.ts';
import { concatBytes } from './splice.ts';
import { encodeFrame } from './sse.ts';
import type { StreamEncoder } from './stream-encoder.ts';

/** A stream that is ready to go to the client. */
export interface OpenStream {
  readonly frames: AsyncIterable<readonly StreamFrame[]>;
  readonly encoder: StreamEncoder;
  readonly provider: string;
}

export interface PumpOptions {
  readonly protocol: StreamProtocol;
  /** Resolves once the stream has content; what it rejects with goes out as the terminal event. */
  readonly opening: Promise<OpenStream>;
  /** Silence after which a keep-alive goes out, in ms. `undefined`: none. */
  readonly keepAliveMs: number | undefined;
  /** The keep-alive's bytes. */
  readonly keepAlive: Uint8Array;
  /** Whether the silence before this stream has already used up the first wait. */
  readonly startsSilent: boolean;
  /** Lets hooks see and replace a failure. */
  toClientError(error: GatewayError): Promise<GatewayError>;
}

/**
 * The one stream pump: every route's bytes pass here. It ends in one of three ways and says which
 * when it settles the call: with the terminal event, with the protocol's error event, or because
 * the client left, which stops the upstream at once.
 */
export function pumpStream(call: Call, options: PumpOptions): AsyncIterable<Uint8Array> {
  const pieces = pump(call, options);
  const body: AsyncIterator<Uint8Array> = {
    next: () => pieces.next(),
    async return() {
      // A generator that waits inside `next` hears of its end only through the signal.
      call.cancel();
      await pieces.return(undefined);
      // A generator that never started has no `finally` to run.
      call.settle('cancelled');
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => body };
}

async function* pump(call: Call, options: PumpOptions): AsyncGenerator<Uint8Array, undefined> {
  const { keepAlive } = options;
  const watch = watchSilence(options.keepAliveMs, call.ctx.signal);
  let stream: OpenStream | undefined;
  try {
    stream = yield* keepAliveUntilOpen(watch, options);
    const { encoder, provider } = stream;
    const reads = stream.frames[Symbol.asyncIterator]();
    call.onRelease(() => stopQuietly(reads));
    let pending: Promise<IteratorResult<readonly StreamFrame[]>> | undefined;
    while (!encoder.progress.isDone) {
      // Asked for only when the client has taken what came before: that is the backpressure.
      pending ??= reads.next();
      const read = await watch.wait(pending);
      if (read === silent) {
        yield keepAlive;
        continue;
      }
      pending = undefined;
      if (read.done) break;
      const encoded = encoder.push(read.value);
      const bytes = encoded instanceof Promise ? await encoded : encoded;
      // Whoever has these bytes has everything, and many leave as soon as they have.
      if (encoder.progress.isDone) call.settle('completed');
      if (bytes) yield bytes;
      if (encoder.progress.error) throw encoder.progress.error;
    }
    if (!encoder.progress.isComplete) throw endedWithoutTerminal(provider);
    const rest = await encoder.end();
    call.settle('completed');
    if (rest) yield rest;
  } catch (thrown) {
    const error = cancelReason(call) ?? toGatewayError(thrown);
    call.record.error = error;
    // Whoever is still there, as when the gateway closes, is told.
    const hasLeft = error.code === 'client_closed_request';
    const last = hasLeft ? undefined : await failure(error, stream, options);
    call.settle(call.ctx.signal.aborted ? 'cancelled' : 'failed');
    if (last) yield last;
  } finally {
    watch.stop();
    call.settle(call.ctx.signal.aborted ? 'cancelled' : 'failed');
  }
}

async function* keepAliveUntilOpen(
  watch: SilenceWatch,
  { opening, keepAlive, startsSilent }: PumpOptions,
): AsyncGenerator<Uint8Array, OpenStream> {
  if (startsSilent) yield keepAlive;
  for (;;) {
    const opened = await watch.wait(opening);
    if (opened !== silent) return opened;
    yield keepAlive;
  }
}

/** The last bytes of a stream that failed: what hooks still held, then the error. No clean end. */
async function failure(
  error: GatewayError,
  stream: OpenStream | undefined,
  { protocol, toClientError }: PumpOptions,
): Promise<Uint8Array> {
  const shown = await toClientError(error);
  const last = encodeFrame(protocol.errorFrame(shown));
  const held = await stream?.encoder.end()?.catch(() => undefined);
  return held ? concatBytes([held, last]) : last;
}
