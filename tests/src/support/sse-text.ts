/** One event of a stream, as a client reads it. */
export interface ReadEvent {
  readonly name: string | undefined;
  readonly data: string;
}

/**
 * Reads an event stream in the plainest way: frames end with an empty line, lines with LF, one
 * `data:` line a frame. It is not the gateway's own reader, so that the two cannot agree on a
 * mistake.
 * @throws {Error} for anything that a naive client would stumble over.
 */
export function readEvents(text: string): ReadEvent[] {
  if (text === '') return [];
  if (!text.endsWith('\n\n')) throw new Error(`The stream ends inside a frame: ${text.slice(-80)}`);
  return text
    .slice(0, -2)
    .split('\n\n')
    .flatMap((frame) => readFrame(frame) ?? []);
}

function readFrame(frame: string): ReadEvent | undefined {
  let name: string | undefined;
  let data: string | undefined;
  for (const line of frame.split('\n')) {
    if (line.startsWith(':')) continue;
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    else if (line.startsWith('data: ') && data === undefined) data = line.slice('data: '.length);
    else throw new Error(`A naive client cannot read this line: ${JSON.stringify(line)}`);
  }
  return data === undefined ? undefined : { name, data };
}

/** The events that hold JSON, parsed. */
export function readJsonEvents(text: string): Record<string, unknown>[] {
  return readEvents(text)
    .filter(({ data }) => data !== '[DONE]')
    .map(({ data }) => JSON.parse(data) as Record<string, unknown>);
}

interface TextChunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
}

/** What a chat stream says, all choices together. */
export function chatTextOf(text: string): string {
  return (readJsonEvents(text) as TextChunk[])
    .flatMap(({ choices = [] }) => choices.map(({ delta }) => delta?.content ?? ''))
    .join('');
}

/** What a Responses stream says in its deltas, all items together. */
export function responsesTextOf(text: string): string {
  return readJsonEvents(text)
    .filter(({ type }) => type === 'response.output_text.delta')
    .map(({ delta }) => delta)
    .join('');
}

/** What a Messages stream says in its deltas, all blocks together. */
export function messagesTextOf(text: string): string {
  return readJsonEvents(text)
    .flatMap(({ delta }) => (delta as { readonly text?: string } | undefined)?.text ?? [])
    .join('');
}

/**
 * The error that ends a stream, if one does. On the Responses wire `response.failed` and `[DONE]`
 * stand behind it.
 */
export function errorAtEnd(text: string): Record<string, unknown> | undefined {
  const events = readEvents(text);
  const last = events.at(-2)?.name === 'response.failed' ? events.at(-3) : events.at(-1);
  if (!last || last.data === '[DONE]') return undefined;
  return (JSON.parse(last.data) as { error?: Record<string, unknown> }).error;
}

/** Whether a client takes it for a stream that is whole, whichever endpoint it is of. */
export function endsWell(text: string): boolean {
  const names = readEvents(text).map(({ name, data }) => name ?? data);
  const terminals = ['response.completed', 'response.incomplete', 'image_generation.completed'];
  if (names.at(-1) === 'message_stop') return true;
  if (names.includes('response.created')) {
    return names.at(-1) === '[DONE]' && terminals.includes(names.at(-2) ?? '');
  }
  return ['[DONE]', ...terminals].includes(names.at(-1) ?? '');
}
