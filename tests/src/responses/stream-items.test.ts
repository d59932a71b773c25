/** What a correct server guarantees of the items in a stream; see stream-frames.test.ts. */
import type { ResponsesOutputItem, ResponsesStreamEvent } from '@gw/schema';
import { expect } from 'vitest';
import { finalOf } from './support/oracle.ts';
import { onEverySetup } from './support/transcripts.ts';

type Loose = ResponsesStreamEvent & {
  readonly item?: ResponsesOutputItem;
  readonly item_id?: string;
  readonly output_index?: number;
  readonly content_index?: number;
  readonly summary_index?: number;
  readonly delta?: string;
};

onEverySetup((onEach) => {
  // G8
  onEach('items, parts and summaries are counted from 0, one by one', ({ events }) => {
    const places = new Map<string, number[]>();
    const count = (list: string, index: number | undefined) =>
      places.set(list, [...(places.get(list) ?? []), index ?? -1]);
    for (const event of events as Loose[]) {
      if (event.type === 'response.output_item.added') count('items', event.output_index);
      if (event.type === 'response.content_part.added') {
        count(`content of ${event.item_id}`, event.content_index);
      }
      if (event.type === 'response.reasoning_summary_part.added') {
        count(`summary of ${event.item_id}`, event.summary_index);
      }
    }
    expect([...places.values()]).toEqual(
      [...places.values()].map((indices) => [...indices.keys()]),
    );
  });

  // G9
  onEach('everything is said of an item and a part that is open', ({ events }) => {
    const open = new Set<string>();
    for (const event of events as Loose[]) {
      const item = event.item?.id ?? event.item_id;
      if (item === undefined) continue;
      if (event.type === 'response.output_item.added') open.add(item);
      else expect(open).toContain(item);
      if (event.type === 'response.output_item.done') open.delete(item);
      const part = partOf(event);
      if (part === undefined) continue;
      if (/part\.added$/.test(event.type)) open.add(part);
      else expect(open).toContain(part);
      if (/part\.done$/.test(event.type)) open.delete(part);
    }
    expect([...open]).toEqual([]);
  });

  // G10
  onEach('deltas add up to the text that everything else says', ({ events }) => {
    const told = new Map<string, string>();
    for (const event of events as Loose[]) {
      const place = partOf(event) ?? event.item_id;
      if (place === undefined) continue;
      if (event.delta !== undefined) told.set(place, (told.get(place) ?? '') + event.delta);
      const text = doneTextOf(event);
      if (text !== undefined) expect(text).toBe(told.get(place) ?? '');
    }
    const done = events.flatMap((event) =>
      event.type === 'response.output_item.done' ? [event.item] : [],
    );
    for (const item of [...done, ...finalOf(events).output]) {
      for (const [place, text] of textsOf(item)) expect(text).toBe(told.get(place) ?? '');
    }
  });

  // G11
  onEach('an item keeps its id, its type and its name, from its beginning to its end', (it) => {
    const { events } = it;
    const identities = (type: string) =>
      (events as Loose[]).flatMap((event) =>
        event.type === type ? [[event.output_index, identityOf(event.item)]] : [],
      );
    const byPlace = (a: readonly unknown[], b: readonly unknown[]) => Number(a[0]) - Number(b[0]);
    expect(identities('response.output_item.done').sort(byPlace)).toEqual(
      identities('response.output_item.added').sort(byPlace),
    );
    for (const event of events as Loose[]) {
      if (event.item === undefined) continue;
      const { status } = event.item as { status?: string };
      // The contract knows no status of reasoning.
      if (status === undefined) expect(event.item.type).toBe('reasoning');
      else if (event.type.endsWith('added')) expect(status).toBe('in_progress');
      else expect(['completed', 'incomplete']).toContain(status);
    }
  });

  // G12
  onEach('the response ends with its items, in the order of their places', ({ events }) => {
    const done = (events as Loose[])
      .filter(({ type }) => type === 'response.output_item.done')
      .sort((a, b) => Number(a.output_index) - Number(b.output_index))
      .map(({ item }) => item);
    expect(finalOf(events).output).toEqual(done);
  });

  // G13
  onEach('only the last item of an incomplete response was cut off', ({ events, scenario }) => {
    const { status, incomplete_details, output } = finalOf(events);
    const cutOff = output.flatMap((item, at) => (statusOf(item) === 'incomplete' ? [at] : []));
    const isExpected = /cut off|filter/.test(scenario.name);
    expect(status).toBe(isExpected ? 'incomplete' : 'completed');
    expect(cutOff).toEqual(isExpected ? [output.length - 1] : []);
    const reason = /filter/.test(scenario.name) ? 'content_filter' : 'max_output_tokens';
    expect(incomplete_details).toEqual(isExpected ? { reason } : null);
  });

  // G14
  onEach('calls have ids of their own, and whole ones arguments that are JSON', ({ events }) => {
    const calls = finalOf(events).output.flatMap((item) => ('call_id' in item ? [item] : []));
    const ids = calls.map(({ call_id }) => call_id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^.{1,64}$/);
    for (const call of calls) {
      if (call.type !== 'function_call' || call.status !== 'completed') continue;
      expect(JSON.parse(call.arguments)).toBeTypeOf('object');
    }
  });
});

/** Where a text stands: in an item, in a part of its content, or of its summary. */
function partOf({ item_id, content_index, summary_index }: Loose): string | undefined {
  if (summary_index !== undefined) return `${item_id} summary ${summary_index}`;
  if (content_index !== undefined) return `${item_id} content ${content_index}`;
  return undefined;
}

function doneTextOf(event: Loose): string | undefined {
  if (!event.type.endsWith('.done')) return undefined;
  const {
    text,
    refusal,
    arguments: written,
    input,
    part,
  } = event as unknown as Readonly<Record<string, unknown>>;
  const told = part as { text?: unknown; refusal?: unknown } | undefined;
  const found = text ?? refusal ?? written ?? input ?? told?.text ?? told?.refusal;
  return typeof found === 'string' ? found : undefined;
}

function textsOf(item: ResponsesOutputItem): [place: string, text: string][] {
  switch (item.type) {
    case 'function_call':
      return [[item.id, item.arguments]];
    case 'custom_tool_call':
      return [[item.id, item.input]];
    case 'message':
      return item.content.map((part, at) => [
        `${item.id} content ${at}`,
        part.type === 'refusal' ? part.refusal : part.text,
      ]);
    case 'reasoning':
      return [
        ...item.summary.map(({ text }, at): [string, string] => [`${item.id} summary ${at}`, text]),
        ...(item.content ?? []).map(({ text }, at): [string, string] => [
          `${item.id} content ${at}`,
          text,
        ]),
      ];
    default:
      return [];
  }
}

function identityOf(item: ResponsesOutputItem | undefined): object {
  const { id, type, call_id, name, role } = (item ?? {}) as Readonly<Record<string, unknown>>;
  return { id, type, call_id, name, role };
}

function statusOf(item: ResponsesOutputItem): unknown {
  return (item as { status?: unknown }).status;
}
