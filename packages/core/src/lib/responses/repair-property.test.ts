import type { ResponsesStreamEvent } from '@gw/schema';
import { expect, it } from 'vitest';
import { forSeeds } from '../../__fixtures__/seeded.ts';
import type { Quirk } from '../conversion.ts';
import { readItems } from './__fixtures__/repair-read.ts';
import { randomStream } from './__fixtures__/repair-stream.ts';
import { isMembers, type Members, textOf } from './members.ts';
import { openRepair } from './repair.ts';

const allQuirks: readonly Quirk[] = ['content_index', 'lifecycle', 'missing_fields'];

function repair(events: readonly Members[], quirks: readonly Quirk[] = allQuirks): Members[] {
  let count = 0;
  const createId = (prefix: string) => `${prefix}_new_${count++}`;
  const { push, end } = openRepair({ quirks, rawReasoning: undefined, createId });
  const told = events.flatMap((event) => push(event as unknown as ResponsesStreamEvent));
  return [...told, ...end()] as unknown[] as Members[];
}

type Damage = (events: Members[]) => Members[];

const without =
  (...names: string[]): Damage =>
  (events) =>
    events.map((event) =>
      Object.fromEntries(Object.entries(event).filter(([name]) => !names.includes(name))),
    );

const dropping =
  (pattern: RegExp): Damage =>
  (events) =>
    events.filter(({ type }) => !pattern.test(textOf(type)));

const itemsWith =
  (change: (item: Members) => Members): Damage =>
  (events) =>
    events.map((event) => (isMembers(event.item) ? { ...event, item: change(event.item) } : event));

const numbering =
  (name: string, number: (at: number, event: Members) => unknown): Damage =>
  (events) =>
    events.map((event, at) => (name in event ? { ...event, [name]: number(at, event) } : event));

const withoutId = ({ id: _, ...item }: Members): Members => item;
const isAdded = ({ type }: Members) => type === 'response.output_item.added';

const damages: Record<string, Damage> = {
  nothing: (events) => events,
  'content_index counted per token': numbering('content_index', (at) => at),
  'content_index not begun anew': (events) => {
    let parts = -1;
    return numbering('content_index', (_, { type }) =>
      type === 'response.content_part.added' ? ++parts : parts,
    )(events);
  },
  'no preamble': dropping(/created|in_progress/),
  'no start': dropping(/created/),
  'no added': dropping(/added$/),
  'no output_item.added': dropping(/output_item\.added/),
  'no part.added': dropping(/part\.added/),
  'no done': dropping(/done$/),
  'no output_item.done': dropping(/output_item\.done/),
  'no part.done': dropping(/part\.done/),
  'no deltas': dropping(/delta$/),
  'only output_item.done': dropping(
    /delta$|added$|part\.done|(text|refusal|arguments|input)\.done/,
  ),
  'only the last event': dropping(/^(?!response\.completed)/),
  'no output_index': without('output_index'),
  'output_index from 1': numbering('output_index', (_, event) => Number(event.output_index) + 1),
  'output_index 0 where items begin': (events) =>
    events.map((event) => (isAdded(event) ? { ...event, output_index: 0 } : event)),
  'no ids': (events) => itemsWith(withoutId)(without('item_id')(events)),
  'no ids, no places': (events) =>
    itemsWith(withoutId)(without('item_id', 'output_index', 'content_index')(events)),
  'calls without ids, named by call_id': (events) =>
    itemsWith((item) => (item.call_id ? withoutId(item) : item))(
      events.map((event) =>
        textOf(event.item_id).startsWith('fc_')
          ? { ...event, item_id: textOf(event.item_id).replace('fc', 'call') }
          : event,
      ),
    ),
  'other ids in the last event': (events) =>
    events.map((event) => {
      if (event.type !== 'response.completed' || !isMembers(event.response)) return event;
      const output = event.response.output as Members[];
      const renamed = output.map((item, at) => ({ ...item, id: `other_${at}` }));
      return { ...event, response: { ...event.response, output: renamed } };
    }),
  'a new id in every event': (events) => numbering('item_id', (at) => `id_${at}`)(events),
  'no fields': (events) =>
    itemsWith(({ role: _, status: __, ...item }) => ({ ...item, content: item.content ?? null }))(
      events,
    ),
};

it.each(Object.entries(damages))('gives the same items: %s', async (_, damage) => {
  await forSeeds(150, (seeded) => {
    const events = randomStream(seeded);
    const repaired = repair(damage(events));
    expect(readItems(repaired)).toEqual(readItems(events));
    expect(repaired.slice(0, 2).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
    ]);
  });
});

it('passes what is right as the same objects', async () => {
  await forSeeds(150, (seeded) => {
    const events = randomStream(seeded);
    const repaired = repair(events);
    expect(repaired).toHaveLength(events.length);
    expect(repaired.filter((event, at) => event !== events[at])).toEqual([]);
  });
});

it('touches nothing where the target names nothing', async () => {
  await forSeeds(20, (seeded) => {
    const damaged = dropping(/added$/)(randomStream(seeded));
    expect(repair(damaged, [])).toEqual(damaged);
  });
});

it('survives whatever an upstream sends', async () => {
  const odd = [null, 7, '', 'x', {}, [], [null], { type: 'message' }, { type: 7 }, undefined];
  await forSeeds(300, (seeded) => {
    const events = randomStream(seeded).map((event) => {
      if (seeded.chance(0.7)) return event;
      const name = seeded.pick(Object.keys(event));
      return { ...event, [name]: seeded.pick(odd) };
    });
    expect(() => repair(events)).not.toThrow();
    for (const rawReasoning of ['summary', 'openai', 'openresponses'] as const) {
      const { push } = openRepair({ quirks: allQuirks, rawReasoning, createId: (name) => name });
      for (const event of events) push(event as unknown as ResponsesStreamEvent);
    }
  });
});
