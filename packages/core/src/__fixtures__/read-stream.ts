import type { GatewayReply } from '../lib/door.ts';
import type { StreamFrame } from '../lib/provider.ts';
import { createSseReader } from '../lib/sse.ts';

const decoder = new TextDecoder();

/** A reply's whole text. */
export async function textOfReply({ body }: GatewayReply): Promise<string> {
  if (body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return decoder.decode(body);
  let text = '';
  for await (const piece of body) text += decoder.decode(piece, { stream: true });
  return text;
}

/** The reader of a stream reply, one piece at a time. */
export function piecesOf({ body }: GatewayReply): AsyncIterator<Uint8Array> {
  if (body === null || typeof body === 'string' || body instanceof Uint8Array) {
    throw new Error('the reply is no stream');
  }
  return body[Symbol.asyncIterator]();
}

/** The next piece as text; `undefined` at the end. */
export async function nextText(pieces: AsyncIterator<Uint8Array>): Promise<string | undefined> {
  const piece = await pieces.next();
  return piece.done ? undefined : decoder.decode(piece.value);
}

/** What a stream of events says. */
export interface StreamTale {
  readonly frames: readonly StreamFrame[];
  /** The JSON events. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  /** The content of choice 0. */
  readonly text: string;
  /** Content by choice. */
  readonly texts: readonly string[];
  /** The error that the stream ended with. */
  readonly error: Readonly<Record<string, unknown>> | undefined;
  readonly isDone: boolean;
}

/** Reads an event stream to its end, as a client does. */
export function readTale(text: string): StreamTale {
  const reader = createSseReader<Record<string, unknown>>();
  const frames = reader.push(new TextEncoder().encode(text));
  reader.end();
  const events = frames.flatMap((frame) => (frame.kind === 'event' ? [frame.event] : []));
  const texts: string[] = [];
  for (const { choices } of events) {
    if (!Array.isArray(choices)) continue;
    for (const choice of choices as readonly Choice[]) {
      if (!choice) continue;
      texts[choice.index] = (texts[choice.index] ?? '') + (choice.delta?.content ?? '');
    }
  }
  const error = events.find((event) => event.error)?.error as StreamTale['error'];
  const isDone = frames.at(-1)?.kind === 'done';
  return { frames, events, text: texts[0] ?? '', texts, error, isDone };
}

/** Nothing in it is sure: some streams make no sense. */
type Choice = {
  readonly index: number;
  readonly delta?: { readonly content?: string | null };
} | null;
