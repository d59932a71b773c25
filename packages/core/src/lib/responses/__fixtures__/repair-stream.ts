import type { Seeded } from '../../../__fixtures__/seeded.ts';
import type { Members } from '../members.ts';

/** A random well-formed stream of an upstream, as OpenAI would send it. */
export function randomStream(seeded: Seeded): Members[] {
  const items = Array.from({ length: 1 + seeded.below(4) }, (_, index) =>
    randomItem(seeded, index),
  );
  const response = { id: 'resp_1', object: 'response', model: 'm' };
  const output = items.map((item) => item.whole);
  const events = [
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.in_progress', response: { ...response, status: 'in_progress' } },
    ...items.flatMap((item) => item.events),
    { type: 'response.completed', response: { ...response, status: 'completed', output } },
  ];
  return events.map((event, sequence_number) => ({ ...event, sequence_number }));
}

interface StreamedItem {
  readonly whole: Members;
  readonly events: Members[];
}

function randomItem(seeded: Seeded, index: number): StreamedItem {
  const kind = seeded.pick(['message', 'reasoning', 'raw', 'call', 'custom'] as const);
  return kind === 'call' || kind === 'custom'
    ? call(seeded, index, kind)
    : parts(seeded, index, kind);
}

const words = ['Sun', ' shines', 'ß', '😀', '{"a":', '1}', '\n', ' '];

function randomDeltas(seeded: Seeded): string[] {
  return Array.from({ length: 1 + seeded.below(4) }, () => seeded.pick(words));
}

function call(seeded: Seeded, output_index: number, kind: 'call' | 'custom'): StreamedItem {
  const isCall = kind === 'call';
  const field = isCall ? 'arguments' : 'input';
  const stem = isCall ? 'response.function_call_arguments' : 'response.custom_tool_call_input';
  const type = isCall ? 'function_call' : 'custom_tool_call';
  const id = `fc_${output_index}`;
  const base = { id, type, call_id: `call_${output_index}`, name: 'get' };
  const deltas = randomDeltas(seeded);
  const about = { item_id: id, output_index };
  const whole = { ...base, [field]: deltas.join(''), status: 'completed' };
  return item(output_index, whole, { ...base, [field]: '', status: 'in_progress' }, [
    ...deltas.map((delta) => ({ type: `${stem}.delta`, ...about, delta })),
    { type: `${stem}.done`, ...about, [field]: deltas.join('') },
  ]);
}

const lists = {
  message: { stem: 'output_text', added: 'content_part', index: 'content_index' },
  refusal: { stem: 'refusal', added: 'content_part', index: 'content_index' },
  raw: { stem: 'reasoning_text', added: 'content_part', index: 'content_index' },
  reasoning: {
    stem: 'reasoning_summary_text',
    added: 'reasoning_summary_part',
    index: 'summary_index',
  },
} as const;

function parts(
  seeded: Seeded,
  output_index: number,
  kind: 'message' | 'reasoning' | 'raw',
): StreamedItem {
  const id = `${kind}_${output_index}`;
  const said = Array.from({ length: 1 + seeded.below(2) }, (_, place) => {
    const partKind = kind === 'message' && seeded.chance(0.3) ? 'refusal' : kind;
    return part(partKind, { item_id: id, output_index }, place, randomDeltas(seeded));
  });
  const whole = said.map((one) => one.part);
  const isMessage = kind === 'message';
  const base = isMessage
    ? { id, type: 'message', role: 'assistant', content: [] as unknown[] }
    : { id, type: 'reasoning', summary: [] as unknown[] };
  const list = kind === 'reasoning' ? 'summary' : 'content';
  const events = said.flatMap((one) => one.events);
  const ended = { ...base, [list]: whole, status: 'completed' };
  return item(output_index, ended, { ...base, status: 'in_progress' }, events);
}

function part(kind: keyof typeof lists, about: Members, place: number, deltas: string[]) {
  const { stem, added, index } = lists[kind];
  const field = kind === 'refusal' ? 'refusal' : 'text';
  const type = { message: 'output_text', refusal: 'refusal', raw: 'reasoning_text' }[
    kind as 'message'
  ];
  const more = kind === 'message' ? { annotations: [] } : {};
  const say = (said: string) => ({ type: type ?? 'summary_text', [field]: said, ...more });
  const at = { ...about, [index]: place };
  const whole = deltas.join('');
  return {
    part: say(whole),
    events: [
      { type: `response.${added}.added`, ...at, part: say('') },
      ...deltas.map((delta) => ({ type: `response.${stem}.delta`, ...at, delta })),
      { type: `response.${stem}.done`, ...at, [field]: whole },
      { type: `response.${added}.done`, ...at, part: say(whole) },
    ],
  };
}

function item(
  output_index: number,
  whole: Members,
  start: Members,
  events: Members[],
): StreamedItem {
  return {
    whole,
    events: [
      { type: 'response.output_item.added', output_index, item: start },
      ...events,
      { type: 'response.output_item.done', output_index, item: whole },
    ],
  };
}
