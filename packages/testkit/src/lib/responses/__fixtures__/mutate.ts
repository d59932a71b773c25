import assert from 'node:assert/strict';
import { objectOf, type WireObject } from '../wire-object.ts';
import { renumber } from './canonical-streams.ts';

/** The rule that is broken, what is wrong, and a stream with that fault. */
export type Mutation = readonly [rule: string, how: string, mutate: () => Stream];

export type Stream = WireObject[];

/** Changes every event of this type. */
export function change(
  stream: Stream,
  type: string,
  more: (event: WireObject) => WireObject,
): Stream {
  assert(stream.some((event) => event.type === type));
  return stream.map((event) => (event.type === type ? { ...event, ...more(event) } : event));
}

export function changeResponse(stream: Stream, type: string, more: WireObject): Stream {
  return change(stream, type, ({ response }) => ({ response: { ...objectOf(response), ...more } }));
}

/** Changes the item of this id. */
export function changeItem(stream: Stream, type: string, id: string, more: WireObject): Stream {
  return change(stream, type, ({ item }) =>
    objectOf(item).id === id ? { item: { ...objectOf(item), ...more } } : {},
  );
}

/** Changes it wherever it is shown, in the final output too. */
export function changeItemEverywhere(stream: Stream, id: string, more: WireObject): Stream {
  const changed = (item: unknown) =>
    objectOf(item).id === id ? { ...objectOf(item), ...more } : item;
  return stream.map((event) => {
    if ('item' in event) return { ...event, item: changed(event.item) };
    const response = objectOf(event.response);
    if (!Array.isArray(response.output)) return event;
    return { ...event, response: { ...response, output: response.output.map(changed) } };
  });
}

export function without(stream: Stream, type: string): Stream {
  return renumber(stream.filter((event) => event.type !== type));
}

/** With more events behind the first one of this type. */
export function insert(stream: Stream, type: string, ...more: Stream): Stream {
  const at = stream.findIndex((event) => event.type === type) + 1;
  assert(at > 0);
  return renumber([...stream.slice(0, at), ...more, ...stream.slice(at)]);
}

export function repeat(stream: Stream, type: string): Stream {
  return insert(stream, type, ...stream.filter((event) => event.type === type).slice(0, 1));
}

export function swap(stream: Stream, type: string): Stream {
  const at = stream.findIndex((event) => event.type === type);
  const pair = stream.slice(at, at + 2).toReversed();
  return renumber([...stream.slice(0, at), ...pair, ...stream.slice(at + 2)]);
}

export const place = { item_id: 'msg_1', output_index: 0, content_index: 0 };
export const delta = { type: 'response.output_text.delta', ...place, delta: '' };
export const added = 'response.output_item.added';
export const done = 'response.output_item.done';
export const partAdded = 'response.content_part.added';
export const partDone = 'response.content_part.done';
export const error = { type: 'error', error: { type: 'server_error', code: null, message: 'x' } };
