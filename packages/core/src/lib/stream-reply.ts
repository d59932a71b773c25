import { answerCall, type InferenceOptions, providerOf } from './ask-targets.ts';
import { type BeginningStream, watchBeginning } from './begin-stream.ts';
import { concatBytes } from './bytes.ts';
import type { Call } from './call.ts';
import type { Answer, ApiContext } from './context.ts';
import { convertFrames } from './convert-frames.ts';
import type { GatewayReply, HeaderLines } from './door.ts';
import { countEventCharacters } from './estimate.ts';
import { type FinalStream, openFinalStream } from './final-stream.ts';
import { keepAliveBytes } from './keep-alive.ts';
import { keepQuietly } from './keep-quietly.ts';
import type { AnyOperation, StreamProtocol, StreamStamp } from './operation.ts';
import { orAborted } from './or-aborted.ts';
import { readPayload } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import { type OpenStream, pumpStream } from './pump.ts';
import { writeFrames } from './recorded-frames.ts';
import { createRecording, type Recording } from './recording.ts';
import { replyHeaders } from './reply-headers.ts';
import { showError } from './show-error.ts';
import { orSilent, silent } from './silence.ts';
import { stampOptions } from './stamp-options.ts';
import {
  createStreamEncoder,
  type StreamEncoder,
  type StreamEncoderOptions,
} from './stream-encoder.ts';
import { eventStream, openHead, type StreamHead } from './stream-head.ts';
import { toFrames } from './stream-path.ts';

/** The answer as an event stream. The pump settles the call. */
export async function replyWithStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
): Promise<GatewayReply> {
  const { keepAlive } = options;
  const stamp = lazyStamp(call, protocol, options);
  const recording = createRecording(call, options.chain, () => stamp?.().response?.());
  const beginning = stamp && watchBeginning(call, protocol, stamp, options.chain, recording);
  const own: OwnStream = { stamp, beginning, recording };
  const opening = openStream(call, operation, protocol, options, own);
  const keepAliveMs = keepAlive.afterMs === false ? undefined : keepAlive.afterMs;
  const heads = beginning ? Promise.race([opening, beginning.head]) : opening;
  const first = await orSilent<StreamHead>(heads, keepAliveMs, call.ctx.signal);
  const startsSilent = first === silent;
  const headers = startsSilent ? replyHeaders(call, undefined, eventStream) : first.headers;
  call.record.status = startsSilent ? 200 : first.status;
  const body = pumpStream(call, {
    protocol,
    opening,
    keepAliveMs,
    keepAlive: keepAliveBytes(keepAlive, protocol),
    startsSilent,
    beginning: beginning?.bytes,
    toClientError: (error) => showError(call, error, options),
    failureBytes: async (error) => {
      if (own.final) return own.final.failureBytes(error);
      const last: StreamFrame[] = stamp
        ? toFrames(stamp().fail(error), protocol)
        : [protocol.errorFrame(error)];
      if (stamp && protocol.writesDone) last.push({ kind: 'done' });
      const bytes = concatBytes(writeFrames(last, recording));
      if (recording) {
        const ended = recording.end({ outcome: 'failed', response: stamp?.().response?.() });
        // A client that has left waits for nothing.
        await orAborted(ended, call.ctx.signal).catch(() => {});
      }
      return bytes;
    },
  });
  return { status: call.record.status, headers: [...headers, ...streamHeaders], body };
}

/**
 * The stamp, made when the first thing is to be said: by then hooks have decided what the request is, and
 * what is said of the response.
 */
function lazyStamp(
  call: Call,
  { openStamp }: StreamProtocol,
  options: InferenceOptions,
): (() => StreamStamp) | undefined {
  if (!openStamp) return undefined;
  let stamp: StreamStamp | undefined;
  return () => (stamp ??= openStamp(stampOptions(call, options)));
}

/** Proxies must not store, transform or buffer a stream. */
const streamHeaders: HeaderLines = [
  ['cache-control', 'no-cache, no-transform'],
  ['x-accel-buffering', 'no'],
];

type OpenedStream = OpenStream & StreamHead;

/** What a stream has of us, whoever answers. */
interface OwnStream {
  readonly stamp: (() => StreamStamp) | undefined;
  readonly beginning: BeginningStream | undefined;
  readonly recording: Recording | undefined;
  /** Once its answer is known to be one that is told as it is: nothing of ours is in it then. */
  final?: FinalStream;
}

type EncoderParts = Pick<StreamEncoderOptions, 'stamp' | 'transforms' | 'isDraft'> &
  Pick<OwnStream, 'recording'>;

/** The stream up to its first content, with its head as `onResponse` leaves it. */
async function openStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
  own: OwnStream,
): Promise<OpenedStream> {
  const { stamp, beginning, recording } = own;
  const answer = await answerCall(call, operation, options);
  if (answer.isFinal && answer.stream) own.final = openFinalStream(protocol);
  call.record.firstContentAt = Date.now();
  const opened = stamp?.();
  const { status, headers } = await (beginning?.begun() ?? openHead(call, answer, options.chain));
  const provider = providerOf(answer);
  if (own.final && answer.stream) {
    return { frames: answer.stream, encoder: own.final.encoder, provider, status, headers };
  }
  const transforms = options.chain.openTransforms(call.ctx as ApiContext);
  // A stream that we have begun is ours to its end, whoever tells the rest of it.
  const hasBegun = beginning?.begun() !== undefined;
  const isDraft = answer.json !== undefined || answer.isDraft === true || hasBegun;
  const parts = { stamp: opened, transforms, isDraft, recording };
  const encoder = openEncoder(call, answer, protocol, options, parts);
  const frames = framesOf(answer, protocol, hasBegun || transforms.length > 0, provider);
  return { frames, encoder, provider, status, headers };
}

function openEncoder(
  call: Call,
  answer: Answer,
  protocol: StreamProtocol,
  { chain, replyModel }: InferenceOptions,
  { recording, ...parts }: EncoderParts,
): StreamEncoder {
  const { ctx, record } = call;
  const { stamp } = parts;
  const isCollected = chain.collects || recording !== undefined;
  const collector = isCollected && !stamp?.response ? protocol.collect() : undefined;
  if (chain.collects) record.response = () => stamp?.response?.() ?? collector?.end();
  const count: StreamEncoderOptions['onContent'] = (event) => {
    record.outputCharacters += countEventCharacters(event);
  };
  const keepWhole = async () => {
    const response = stamp?.response?.();
    if (response) await keepQuietly(call, response);
    await recording?.end({ outcome: 'completed', response: response ?? collector?.end() });
  };
  return createStreamEncoder({
    ...parts,
    protocol,
    provider: providerOf(answer),
    beforeEnd: (stamp && call.keep) || recording ? keepWhole : undefined,
    onSent: recording?.event,
    terminals: protocol.terminalsOf?.(readPayload(ctx.request)) ?? 1,
    stripsUsage: protocol.askForUsage(readPayload(ctx.request)) !== undefined,
    collector,
    replyModel: replyModel === 'requested' ? ctx.model : undefined,
    onUsage: (usage) => {
      record.usage = usage;
    },
    onContent: chain.hasObservers ? count : undefined,
  });
}

/** A stream's frames; a whole response becomes one read of them. */
function framesOf(
  answer: Answer,
  protocol: StreamProtocol,
  isOurs: boolean,
  provider: string,
): AsyncIterable<readonly StreamFrame[]> {
  if (answer.stream) {
    const reducer = isOurs && !answer.isDraft ? protocol.openNormalizer?.() : undefined;
    if (!reducer) return answer.stream;
    return convertFrames(answer.stream, { reducer, from: protocol, to: protocol, provider });
  }
  const events = protocol.toEvents(readPayload(answer.json));
  const frames: StreamFrame[] = toFrames(events, protocol);
  if (protocol.end === 'done') frames.push({ kind: 'done' });
  return (async function* () {
    yield frames;
  })();
}
