import { concatBytes } from './bytes.ts';
import { type Call, cancelReason, failedOutcome } from './call.ts';
import { endedWithoutTerminal, stopQuietly } from './commit.ts';
import { type GatewayError, toGatewayError } from './errors.ts';
import type { StreamProtocol } from './operation.ts';
import { orAborted } from './or-aborted.ts';
import type { StreamFrame } from './provider.ts';
import { type SilenceWatch, watchSilence } from './silence.ts';
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
  /** The last bytes of a stream that failed; whoever records it has them by then. */
  failureBytes(error: GatewayError): Promise<Uint8Array>;
  /** Lets hooks see and replace a failure. */
  toClientError(error: GatewayError): Promise<GatewayError>;
}

/**
 * The one stream pump: every route's bytes pass here. It ends in one of three ways and says which
 * when it settles the call: with the terminal event, with the protocol's error event, or because
 * the client left, which stops the upstream at once.
 */
export function pumpStream(call: Call, options: PumpOptions): AsyncIterable<Uint8Array> {
  const pump = createPump(call, options);
  return { [Symbol.asyncIterator]: () => pump };
}

type Piece = IteratorResult<Uint8Array, undefined>;

const done: Piece = { done: true, value: undefined };

/**
 * Written by hand: a generator costs several promises a chunk, and while it waits it cannot be told
 * that the client has left. A chunk's way is `next`, `read`, `encode`, `passOn`, `give`.
 */
function createPump(call: Call, options: PumpOptions): AsyncIterator<Uint8Array, undefined> {
  const { keepAlive, protocol } = options;
  const { signal } = call.ctx;
  /** Goes to the right alone; whoever comes back from waiting looks first whether it has moved on. */
  let phase: 'new' | 'opening' | 'open' | 'ending' | 'failing' | 'over' = 'new';
  /** Whoever waits for the next piece. */
  let asked: PromiseWithResolvers<Piece> | undefined;
  /** Pieces that nobody has asked for yet. */
  const held: Uint8Array[] = [];
  let stream: OpenStream | undefined;
  let reads: AsyncIterator<Frames>;
  let isReading = false;
  let watch: SilenceWatch;

  function next(): Promise<Piece> {
    // Asked again before the last answer is there: such calls wait in line, as with a generator.
    if (asked) return asked.promise.then(next);
    const piece = held.shift();
    if (piece) return Promise.resolve({ done: false, value: piece });
    if (phase === 'over') return Promise.resolve(done);
    asked = Promise.withResolvers();
    const { promise } = asked;
    if (phase === 'new') void open();
    else if (phase === 'open') read();
    return promise;
  }

  function give(bytes: Uint8Array): void {
    const waiting = asked;
    asked = undefined;
    if (waiting) waiting.resolve({ done: false, value: bytes });
    else held.push(bytes);
  }

  async function open(): Promise<void> {
    phase = 'opening';
    signal.addEventListener('abort', abort);
    watch = watchSilence(options.keepAliveMs, () => asked && give(keepAlive));
    if (signal.aborted) return abort();
    if (options.startsSilent) give(keepAlive);
    try {
      const beginning = await beginningOf(options);
      if (phase === 'opening' && beginning) give(beginning);
      stream = await options.opening;
    } catch (error) {
      return fail(error);
    }
    if (phase !== 'opening') return;
    phase = 'open';
    watch.heard();
    reads = stream.frames[Symbol.asyncIterator]();
    call.onRelease(() => stopQuietly(reads));
    if (asked) read();
  }

  /** Only when the client has taken what came before: that is the backpressure. */
  function read(): void {
    if (isReading) return;
    isReading = true;
    try {
      reads.next().then(encode, breakOff);
    } catch (error) {
      breakOff(error);
    }
  }

  function encode(read: IteratorResult<Frames>): void {
    if (phase !== 'open' || !stream) return;
    watch.heard();
    if (read.done) return void end(stream);
    try {
      const encoded = stream.encoder.push(read.value);
      if (encoded instanceof Promise) encoded.then(passOn).catch(fail);
      else passOn(encoded);
    } catch (error) {
      void fail(error);
    }
  }

  function passOn(bytes: Uint8Array | undefined): void {
    if (phase !== 'open' || !stream) return;
    isReading = false;
    const { isDone, error } = stream.encoder.progress;
    // Whoever has these bytes has everything, and many leave as soon as they have.
    if (isDone && !error) call.settle('completed');
    if (bytes) give(bytes);
    if (error) void fail(error);
    else if (isDone) void end(stream);
    else if (asked) read();
  }

  /** Without `[DONE]` only the connection tells the end, and it may do so badly. */
  function breakOff(error: unknown): void {
    const isWhole = protocol.end === 'close' && stream?.encoder.progress.hasAll;
    if (phase === 'open' && isWhole && stream && !signal.aborted) void end(stream);
    else void fail(error);
  }

  async function end({ encoder, provider }: OpenStream): Promise<void> {
    phase = 'ending';
    const { progress } = encoder;
    try {
      if (!progress.isComplete) throw endedWithoutTerminal(provider);
      const ending = encoder.end('complete');
      const rest = ending && (await ending);
      if (phase !== 'ending') return;
      if (!progress.error) call.settle('completed');
      if (rest) give(rest);
      if (progress.error) throw progress.error;
      finish();
    } catch (error) {
      await fail(error);
    }
  }

  function abort(): void {
    void fail(signal.reason);
  }

  async function fail(thrown: unknown): Promise<void> {
    if (phase === 'failing' || phase === 'over') return;
    phase = 'failing';
    const error = cancelReason(call) ?? toGatewayError(thrown);
    call.record.error = error;
    // Whoever is still there, as when the gateway closes, is told.
    const hasLeft = error.code === 'client_closed_request';
    const last = hasLeft ? undefined : await failure(call, error, stream, options);
    if (phase !== 'failing') return;
    call.settle(failedOutcome(call));
    if (last) give(last);
    finish();
  }

  function finish(): void {
    phase = 'over';
    watch?.stop();
    signal.removeEventListener('abort', abort);
    asked?.resolve(done);
    asked = undefined;
  }

  async function leave(): Promise<Piece> {
    held.length = 0;
    finish();
    call.cancel();
    call.record.error ??= cancelReason(call);
    call.settle('cancelled');
    return done;
  }

  return { next, return: leave };
}

/** Whichever is there first: a stream that has content already begins by itself. */
async function beginningOf({ beginning, opening }: PumpOptions): Promise<Uint8Array | undefined> {
  return beginning && Promise.race([beginning, opening.then(() => undefined)]);
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
  const ending = async () => stream?.encoder.end('failed');
  const held = await orAborted(ending(), ctx.signal).catch(() => undefined);
  const last = await failureBytes(shown);
  return held ? concatBytes([held, last]) : last;
}
