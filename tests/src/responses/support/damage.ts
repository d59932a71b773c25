import type { Behaviour, Step } from '@gw/testkit/upstream';

type Event = Readonly<Record<string, unknown>> & { readonly type: string };

/** Changes an event; none: it is left out. */
type Spoil = (event: Event, at: number) => Event | undefined;

/** A good native answer as a server tells it that strays from the contract. */
export function damaged(...spoils: readonly Spoil[]): Behaviour {
  return function* (answer) {
    const spoil = (event: Event, at: number) =>
      spoils.reduce<Event | undefined>((left, each) => left && each(left, at), event);
    let at = 0;
    for (const step of answer) yield* spoilStep(step, (event) => spoil(event, at++));
  };
}

function* spoilStep(step: Step, spoil: (event: Event) => Event | undefined): Generator<Step, void> {
  if (step.kind === 'head') return void (yield withoutLength(step));
  if (step.kind !== 'write') return void (yield step);
  const text = new TextDecoder().decode(step.bytes);
  const [, data] = /^data: (.*)$/m.exec(text) ?? [];
  const spoiled = data === undefined ? spoilBody(text, spoil) : spoilFrame(data, spoil);
  if (spoiled !== undefined) yield { kind: 'write', bytes: new TextEncoder().encode(spoiled) };
}

function withoutLength(head: Extract<Step, { kind: 'head' }>): Step {
  const headers = head.headers.filter(([name]) => name.toLowerCase() !== 'content-length');
  return { ...head, headers };
}

function spoilFrame(data: string, spoil: (event: Event) => Event | undefined): string | undefined {
  const event = spoil(JSON.parse(data) as Event);
  return event && `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** A whole response is spoiled like the one that a stream ends with. */
function spoilBody(text: string, spoil: (event: Event) => Event | undefined): string {
  const response: unknown = JSON.parse(text);
  return JSON.stringify(spoil({ type: 'response.completed', response })?.response);
}

/** `content_index` counts tokens, and goes on from item to item. */
export function tokensAsParts(): Spoil {
  let count = 0;
  return (event) => {
    if (event.content_index === undefined) return event;
    const isDelta = event.type.endsWith('.delta');
    return { ...event, content_index: isDelta ? count++ : count };
  };
}

/** Nothing opens or closes a part. */
export const withoutParts: Spoil = (event) =>
  /part\.(added|done)$|_text\.done$|refusal\.done$/.test(event.type) ? undefined : event;

/** Nothing opens an item, and events name none. */
export const withoutItems: Spoil = (event) =>
  event.type === 'response.output_item.added'
    ? undefined
    : withoutParts(event, 0) && { ...event, item_id: undefined };

/** Texts are told only when they are whole. */
export const withoutDeltas: Spoil = (event) => (event.type.endsWith('.delta') ? undefined : event);

/** Only the beginning and the end are told. */
export const onlyEnds: Spoil = (event) => (event.response === undefined ? undefined : event);

/** Members that the contract requires are not there, others are `null`. */
export const withNulls: Spoil = (event) => {
  const { item, part, response } = event;
  return {
    ...event,
    ...(isObject(item) && { item: nullifyItem(item) }),
    ...(isObject(part) && { part: nullifyPart(part) }),
    ...(isObject(response) && { response: nullifyOutput(response) }),
  };
};

type Loose = Readonly<Record<string, unknown>>;

function nullifyOutput(response: Loose): Loose {
  return { ...response, output: listOf(response.output).map(nullifyItem) };
}

/** That an item was cut off is told even by servers that say no more of its status. */
function nullifyItem({ summary, role: _, status, content, ...item }: Loose): Loose {
  const isCutOff = status === 'incomplete';
  return {
    ...item,
    status: isCutOff ? status : null,
    ...(item.type === 'reasoning' && { content: null, encrypted_content: null, ...item }),
    ...(listOf(summary).length > 0 && { summary }),
    ...(item.type === 'message' && { phase: null, content: listOf(content).map(nullifyPart) }),
  };
}

function nullifyPart({ annotations: _, logprobs, ...part }: Loose): Loose {
  return { ...part, logprobs: listOf(logprobs).length > 0 ? logprobs : null };
}

function listOf(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value : [];
}

/** Snapshots without what OpenResponses added to OpenAI's, as OpenAI's own are. */
export const shortSnapshots: Spoil = (event) => {
  if (!isObject(event.response)) return event;
  const missing = ['presence_penalty', 'frequency_penalty', 'store', 'background', 'top_logprobs'];
  const kept = Object.entries(event.response).filter(([name]) => !missing.includes(name));
  return { ...event, response: Object.fromEntries(kept) };
};

/** Events are not numbered. */
export const withoutNumbers: Spoil = ({ sequence_number: _, ...event }) =>
  event as unknown as Event;

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null;
}
