import { concatBytes } from './bytes.ts';
import type { Call } from './call.ts';
import type { HookChain } from './hook-chain.ts';
import type { StreamProtocol, StreamStamp } from './operation.ts';
import type { ReplyHead } from './provider.ts';
import { writeFrames } from './recorded-frames.ts';
import type { Recording } from './recording.ts';
import { openHead, type StreamHead } from './stream-head.ts';
import { toFrames } from './stream-path.ts';

/** A stream whose opening events are ours, so that they need not wait for content. */
export interface BeginningStream {
  /** Settles once a target has begun to answer; never where the upstream's own opening is told. */
  readonly head: Promise<StreamHead>;
  /** The opening events. */
  readonly bytes: Promise<Uint8Array>;
  /** The head that has been sent, or is being; `undefined` while there is none. */
  begun(): Promise<StreamHead> | undefined;
}

/**
 * Opens the stream at the first sign of an upstream whose answer is converted: the client sees that
 * its model is at work, while another target can still be asked for the content.
 */
export function watchBeginning(
  call: Call,
  protocol: StreamProtocol,
  stamp: () => StreamStamp,
  chain: HookChain,
  recording: Recording | undefined,
): BeginningStream {
  let head: Promise<StreamHead> | undefined;
  const first = Promise.withResolvers<unknown>();
  call.begin = (event, reply: ReplyHead) => {
    head ??= openHead(call, reply, chain);
    first.resolve(event);
  };
  const begun = first.promise.then(async (event) => ({ head: await head, event }));
  const bytes = begun.then(({ event }) => {
    const events = stamp().begin(knownBy(event));
    return concatBytes(writeFrames(toFrames(events, protocol), recording));
  });
  // Whoever waits for them hears of a failure; they may come when nobody does.
  bytes.catch(() => {});
  return { head: begun.then(() => head as Promise<StreamHead>), bytes, begun: () => head };
}

interface KnownMembers {
  readonly model?: string;
  readonly service_tier?: string;
}

/** What an upstream's first event tells of the response: a chat chunk by itself, others in their response. */
function knownBy(event: unknown): KnownMembers {
  const { response } = event as { readonly response?: KnownMembers };
  const { model, service_tier } = response ?? (event as KnownMembers);
  return { ...(model && { model }), ...(service_tier && { service_tier }) };
}
