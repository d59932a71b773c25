import { type ApiEvent, type ChunkTransform, type Hooks, perStream } from '@gw/core';

/** Hides a word in everything that models say, on every endpoint, also where a stream tears it apart. */
export function redactor(word: string): Hooks {
  return {
    name: 'redactor',
    onChunk: perStream(() => hideInStream(word)),
    onResponse(_ctx, { body }) {
      const said = body?.json();
      if (!body || !said) return undefined;
      if ('choices' in said) return { body: body.with({ choices: hideIn(said.choices, word) }) };
      if ('output' in said) return { body: body.with({ output: hideIn(said.output, word) }) };
      if ('content' in said) return { body: body.with({ content: hideIn(said.content, word) }) };
      return undefined;
    },
  };
}

const hidden = '█'.repeat(4);

/** Hides the word in all texts of a value. Log probabilities go: they spell texts out by tokens. */
function hideIn<T>(said: T, word: string) {
  return JSON.parse(JSON.stringify(said), (name, value) => {
    if (name === 'logprobs') return Array.isArray(value) ? [] : null;
    return typeof value === 'string' ? value.replaceAll(word, hidden) : value;
  });
}

type Chunk = Extract<ApiEvent, { readonly choices: unknown }>;
type Delta = Extract<ApiEvent, { readonly delta: string }>;
type BlockDelta = Extract<ApiEvent, { readonly type: 'content_block_delta' }>;

function hideInStream(word: string): ChunkTransform {
  const holder = createHolder(word);
  return {
    push(event) {
      if ('choices' in event) return [hideInChunk(event, holder)];
      if (event.type === 'content_block_delta') return [hideInBlock(event, holder)];
      // A block's text has to be whole where the block ends.
      if (event.type === 'content_block_stop') return [...holder.rest(`${event.index} `), event];
      if (isDelta(event)) return hideInDelta(event, holder);
      return 'b64_json' in event ? [event] : [hideIn(event, word)];
    },
    end: () => holder.rest(),
  };
}

function isDelta(event: ApiEvent): event is Delta {
  return 'delta' in event && typeof event.delta === 'string';
}

/** An event of a message has a piece of one block. */
function hideInBlock(event: BlockDelta, holder: Holder): ApiEvent {
  const { index, delta } = event;
  const tell: Tell = (rest) => ({ ...event, delta: { ...delta, ...Object(rest) } });
  return { ...event, delta: hideInPiece(delta, `${index}`, tell, holder) as typeof delta };
}

/** An event of a response has a piece of one text. */
function hideInDelta(event: Delta, { show }: Holder): ApiEvent[] {
  const { type, item_id, content_index, summary_index } = event as Delta & Place;
  const bare: Delta = 'logprobs' in event ? { ...event, logprobs: [] } : event;
  const tell: Tell = (rest) => ({ ...bare, delta: `${rest}` });
  const shown = show([type, item_id, content_index, summary_index].join(), event.delta, tell);
  return shown === '' ? [] : [tell(shown)];
}

interface Place {
  readonly content_index?: number;
  readonly summary_index?: number;
}

/** A chat chunk has pieces of several texts: of each choice its content, its calls and so on. */
function hideInChunk(chunk: Chunk, holder: Holder): ApiEvent {
  const choices = chunk.choices.map((choice) => {
    const { index } = choice;
    const tell: Tell = (rest) => ({
      ...chunk,
      choices: [{ index, delta: Object(rest), finish_reason: null }],
    });
    const delta = hideInPiece(choice.delta, `${index}`, tell, holder) as typeof choice.delta;
    return { ...choice, delta, logprobs: null };
  });
  return { ...chunk, choices };
}

/** Members that name something, and are no text. */
const names = ['role', 'id', 'type', 'name', 'format', 'signature', 'data'];

/** @param tell tells what was held back of this piece. */
function hideInPiece(piece: unknown, place: string, tell: Tell, holder: Holder): unknown {
  if (typeof piece === 'string') return holder.show(place, piece, tell);
  if (Array.isArray(piece)) {
    return piece.map((item, at) => {
      const { index = at } = item ?? {};
      return hideInPiece(
        item,
        `${place} ${index}`,
        (rest) => tell([{ index, ...Object(rest) }]),
        holder,
      );
    });
  }
  if (typeof piece !== 'object' || piece === null) return piece;
  const members = Object.entries(piece).map(([name, member]) => {
    if (names.includes(name)) return [name, member];
    const told: Tell = (rest) => tell({ [name]: rest });
    return [name, hideInPiece(member, `${place} ${name}`, told, holder)];
  });
  return Object.fromEntries(members);
}

/** Makes an event of a text, or of what stands around it. */
type Tell = (rest: unknown) => ApiEvent;
type Holder = ReturnType<typeof createHolder>;

/** Holds back the end of each text for as long as it could be the beginning of the word. */
function createHolder(word: string) {
  const held = new Map<string, { text: string; tell: Tell }>();
  return {
    /** What may be shown of a text with this piece behind it. */
    show(place: string, piece: string, tell: Tell): string {
      const text = ((held.get(place)?.text ?? '') + piece).replaceAll(word, hidden);
      const end = text.length - lengthOfBeginning(text, word);
      held.set(place, { text: text.slice(end), tell });
      return text.slice(0, end);
    },
    /** It was not the word after all. @param where only what stands there. Default: everything. */
    rest(where = ''): ApiEvent[] {
      const ended = [...held].filter(([place]) => place.startsWith(where));
      for (const [place] of ended) held.delete(place);
      return ended.flatMap(([, { text, tell }]) => (text ? [tell(text)] : []));
    },
  };
}

/** How many characters at the end of `text` are a beginning of `word`. */
function lengthOfBeginning(text: string, word: string): number {
  for (let length = Math.min(word.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(word.slice(0, length))) return length;
  }
  return 0;
}
