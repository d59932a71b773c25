const encoder = new TextEncoder();

/** The last frame of a chat completion stream. It carries no JSON. */
export const doneFrame = 'data: [DONE]\n\n';

/**
 * One server-sent event as text: `sseFrame({ a: 1 })` → `'data: {"a":1}\n\n'`.
 * @param event written as an `event:` line in front when given.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export function sseFrame(data: object, event?: string): string {
  const line = `data: ${JSON.stringify(data)}\n\n`;
  return event === undefined ? line : `event: ${event}\n${line}`;
}

/**
 * What a script may name as a frame: bytes and text go out as they are, an object becomes a `data:`
 * frame.
 */
export type FrameLike = Uint8Array | string | object;

export function toFrameBytes(frame: FrameLike): Uint8Array {
  if (frame instanceof Uint8Array) return frame;
  return encoder.encode(typeof frame === 'string' ? frame : sseFrame(frame));
}

/**
 * The JSON values of every `data:` line in a piece of an event stream; `[DONE]` and what is not
 * JSON are skipped.
 */
export function readFrameData(text: string): unknown[] {
  return text.split(/\r\n|\n|\r/).flatMap((line) => {
    if (!line.startsWith('data:')) return [];
    try {
      return [JSON.parse(line.slice('data:'.length)) as unknown];
    } catch {
      return [];
    }
  });
}
