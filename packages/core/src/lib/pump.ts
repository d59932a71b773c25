import { type Call, cancelReason, failedOutcome } from './call.ts';
import { endedWithoutTerminal, stopQuietly } from './commit.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { StreamProtocol } from './operation.ts';
import { orAborted } from './or-aborted.ts';
import type { StreamFrame } from './provider.ts';
import { type SilenceWatch, silent, watchSilence } from './silence.ts';
import { concatBytes } from './splice.ts';
import type { StreamEncoder } from './stream-encoder.ts';

type Frames = readonly StreamFrame[];

/** A stream that is ready to go to the client. */
export interface OpenStream {
  readonly frames: AsyncIterable<Frames>;
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
  /** Bytes that can go out before there is content. Default: there are none. */
  readonly beginning?: Promise<Uint8Array | undefined> | undefined;
  /** The last bytes of a stream that failed. */
  failureBytes(error: GatewayError): Uint8Array;
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
      call.record.error ??= cancelReason(call);
      // Not behind the generator: one that never started has no `finally`, and a hook may hang.
      call.settle('cancelled');
      await pieces.return(undefined);
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => body };
}

async function* pump(call: Call, options: PumpOptions): AsyncGenerator<Uint8Array, undefined> {
  const { keepAlive } = options;
  const watch = watchSilence(options.keepAliveMs, call.ctx.signal);
  const waitFor = <T>(promise: Promise<T>) => keepAliveUntil(promise, watch, keepAlive);
  let stream: OpenStream | undefined;
  try {
    if (options.startsSilent) yield keepAlive;
    const beginning = yield* waitFor(beginningOf(options));
    if (beginning) yield beginning;
    stream = yield* waitFor(options.opening);
    const { encoder, provider } = stream;
    const { progress } = encoder;
    const reads = stream.frames[Symbol.asyncIterator]();
    call.onRelease(() => stopQuietly(reads));
    const endIfWhole = (error: unknown): IteratorResult<Frames> => {
      if (!progress.hasAll || call.ctx.signal.aborted) throw error;
      return { done: true, value: undefined };
    };
    // Without `[DONE]` only the connection tells the end, and it may do so badly.
    const { end } = options.protocol;
    const nextRead = () => (end === 'close' ? reads.next().catch(endIfWhole) : reads.next());
    let pending: Promise<IteratorResult<Frames>> | undefined;
    while (!progress.isDone) {
      // Asked for only when the client has taken what came before: that is the backpressure.
      pending ??= nextRead();
      // Written out: this is the one wait of every chunk.
      const read = await watch.wait(pending);
      if (read === silent) {
        yield keepAlive;
        continue;
      }
      pending = undefined;
      if (read.done) break;
      const encoded = encoder.push(read.value);
      const bytes = encoded instanceof Promise ? yield* waitFor(encoded) : encoded;
      // Whoever has these bytes has everything, and many leave as soon as they have.
      if (progress.isDone && !progress.error) call.settle('completed');
      if (bytes) yield bytes;
      if (progress.error) throw progress.error;
    }
    if (!progress.isComplete) throw endedWithoutTerminal(provider);
    const ending = encoder.end('complete');
    const rest = ending && (yield* waitFor(ending));
    if (!progress.error) call.settle('completed');
    if (rest) yield rest;
    if (progress.error) throw progress.error;
  } catch (thrown) {
    const error = cancelReason(call) ?? toGatewayError(thrown);
    call.record.error = error;
    // Whoever is still there, as when the gateway closes, is told.
    const hasLeft = error.code === 'client_closed_request';
    const last = hasLeft ? undefined : await failure(call, error, stream, options);
    call.settle(failedOutcome(call));
    if (last) yield last;
  } finally {
    watch.stop();
    call.settle(failedOutcome(call));
  }
}

/** Whichever is there first: a stream that has content already begins by itself. */
async function beginningOf({ beginning, opening }: PumpOptions): Promise<Uint8Array | undefined> {
  return beginning && Promise.race([beginning, opening.then(() => undefined)]);
}

async function* keepAliveUntil<T>(
  promise: Promise<T>,
  watch: SilenceWatch,
  keepAlive: Uint8Array,
): AsyncGenerator<Uint8Array, T> {
  for (;;) {
    const settled = await watch.wait(promise);
    if (settled !== silent) return settled;
    yield keepAlive;
  }
}

/**
 * The last bytes of a stream that failed: what hooks still held, then the error. No clean end. Hooks
 * that take for ever are waited for as long as the client waits.
 */
async function failure(
  { ctx }: Call,
  error: GatewayError,
  stream: OpenStream | undefined,
  { failureBytes, toClientError }: PumpOptions,
): Promise<Uint8Array> {
  const shown = await orAborted(toClientError(error), ctx.signal).catch(() => error);
  const ending = stream?.encoder.end('failed');
  const held = ending && (await orAborted(ending, ctx.signal).catch(() => undefined));
  const last = failureBytes(shown);
  return held ? concatBytes([held, last]) : last;
}
