import { answerCall, type InferenceOptions, providerOf } from './ask-targets.ts';
import type { Call } from './call.ts';
import type { Answer, ApiContext } from './context.ts';
import type { GatewayReply, HeaderLines } from './door.ts';
import { countEventCharacters } from './estimate.ts';
import { keepAliveBytes } from './keep-alive.ts';
import type { AnyOperation, StreamProtocol } from './operation.ts';
import { readPayload } from './payload.ts';
import type { StreamFrame } from './provider.ts';
import { type OpenStream, pumpStream } from './pump.ts';
import { replyHeaders } from './reply-headers.ts';
import { showError } from './show-error.ts';
import { silent, watchSilence } from './silence.ts';
import {
  createStreamEncoder,
  type StreamEncoder,
  type StreamEncoderOptions,
} from './stream-encoder.ts';

/** The answer as an event stream. The pump settles the call. */
export async function replyWithStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
): Promise<GatewayReply> {
  const { keepAlive } = options;
  const opening = openStream(call, operation, protocol, options);
  const keepAliveMs = keepAlive.afterMs === false ? undefined : keepAlive.afterMs;
  const watch = watchSilence(keepAliveMs, call.ctx.signal);
  const first = await watch.wait(opening).finally(watch.stop);
  const startsSilent = first === silent;
  const headers = startsSilent ? replyHeaders(call, undefined, eventStream) : first.headers;
  call.record.status = startsSilent ? 200 : first.status;
  const body = pumpStream(call, {
    protocol,
    opening,
    keepAliveMs,
    keepAlive: keepAliveBytes(keepAlive, protocol),
    startsSilent,
    toClientError: (error) => showError(call, error, options),
  });
  return { status: call.record.status, headers: [...headers, ...streamHeaders], body };
}

const eventStream = 'text/event-stream; charset=utf-8';

/** Proxies must not store, transform or buffer a stream. */
const streamHeaders: HeaderLines = [
  ['cache-control', 'no-cache, no-transform'],
  ['x-accel-buffering', 'no'],
];

interface OpenedStream extends OpenStream {
  readonly status: number;
  readonly headers: HeaderLines;
}

/** The stream up to its first content, with its head as `onResponse` leaves it. */
async function openStream(
  call: Call,
  operation: AnyOperation,
  protocol: StreamProtocol,
  options: InferenceOptions,
): Promise<OpenedStream> {
  const { chain } = options;
  const ctx = call.ctx as ApiContext;
  const answer = await answerCall(call, operation, options);
  call.record.firstContentAt = Date.now();
  const { status, headers } = await chain.onResponse(ctx, {
    status: answer.status,
    headers: replyHeaders(call, answer, eventStream),
    body: undefined,
  });
  const encoder = openEncoder(call, answer, protocol, options);
  const provider = providerOf(answer);
  return { frames: framesOf(answer, protocol), encoder, provider, status, headers };
}

function openEncoder(
  call: Call,
  answer: Answer,
  protocol: StreamProtocol,
  { chain, replyModel }: InferenceOptions,
): StreamEncoder {
  const { ctx, record } = call;
  const collector = chain.collects ? protocol.collect() : undefined;
  record.response = collector && (() => collector.end());
  const count: StreamEncoderOptions['onContent'] = (event) => {
    record.outputCharacters += countEventCharacters(event);
  };
  return createStreamEncoder({
    protocol,
    provider: providerOf(answer),
    terminals: protocol.terminalsOf?.(readPayload(ctx.request)) ?? 1,
    stripsUsage: protocol.askForUsage(readPayload(ctx.request)) !== undefined,
    transforms: chain.openTransforms(ctx as ApiContext),
    collector,
    replyModel: replyModel === 'requested' ? ctx.model : undefined,
    onUsage: (usage) => {
      record.usage = usage;
    },
    onContent: chain.hasObservers ? count : undefined,
  });
}

/** A stream's frames; a whole response becomes one read of them. */
function framesOf(answer: Answer, protocol: StreamProtocol): AsyncIterable<readonly StreamFrame[]> {
  if (answer.stream) return answer.stream;
  const events = protocol.toEvents(readPayload(answer.json));
  const frames: StreamFrame[] = events.map((event) => ({
    kind: 'event',
    event,
    name: protocol.nameOf?.(event),
  }));
  if (protocol.endsWithDone) frames.push({ kind: 'done' });
  return (async function* () {
    yield frames;
  })();
}
