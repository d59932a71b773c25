import type { Members } from '../members.ts';

/** The texts of an item by what they are, and its end: what must be the same after a repair. */
export interface ReadItem {
  readonly type: unknown;
  readonly call: unknown;
  readonly texts: [type: unknown, text: string][];
  readonly status: unknown;
}

interface Reading extends Omit<ReadItem, 'status'> {
  status?: unknown;
  readonly id: unknown;
}

/**
 * What a client that believes only starts, deltas and ends reads in a stream.
 * @throws {Error} where an event is about what has not begun or has ended, or stands at a wrong place.
 */
export function readItems(events: readonly object[]): ReadItem[] {
  const items: Reading[] = [];
  for (const event of events as Members[]) readEvent(items, event);
  return items.map(({ id: _, status, ...item }) => ({ ...item, status }));
}

const partNames = ['content_index', 'summary_index'];

function readEvent(items: Reading[], event: Members): void {
  const { type, output_index, item } = event as { type: string } & Members;
  if (type === 'response.output_item.added') {
    const { id, type: itemType, call_id, name } = item as Members;
    expectTo(id && items.every((other) => other.id !== id), `a new id in ${type}`);
    expectTo(output_index === items.length, `place ${items.length} in ${type}`);
    items.push({ id, type: itemType, call: call_id && [call_id, name], texts: [] });
    return;
  }
  if (!('output_index' in event)) return;
  const reading = items[output_index as number];
  const id = event.item_id ?? (item as Members).id;
  expectTo(reading && reading.id === id && reading.status === undefined, `an open item in ${type}`);
  if (type === 'response.output_item.done')
    reading.status = (item as Members).status ?? 'completed';
  else readText(reading, type, event);
}

function readText({ texts, type: itemType }: Reading, type: string, event: Members): void {
  const place = partNames.map((name) => event[name]).find((index) => index !== undefined);
  if (type.endsWith('_part.added')) {
    expectTo(place === texts.length, `part ${texts.length} in ${type}`);
    texts.push([(event.part as Members).type, '']);
  }
  if (!type.endsWith('.delta')) return;
  if (place === undefined && texts.length === 0) texts.push([itemType, '']);
  const text = texts[(place as number | undefined) ?? 0];
  expectTo(text, `a part in ${type}`);
  text[1] += event.delta;
}

function expectTo(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`Expected ${what}.`);
}
