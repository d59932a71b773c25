import type { ResponseResource, ResponsesOutputItem, ResponsesStreamEvent } from '@gw/schema';
import type { Seeded } from '../../../../__fixtures__/seeded.ts';
import { toResponsesEvents } from '../../../responses/render-events.ts';

type Members = Record<string, unknown>;

const words = ['a', 'hello ', 'größe', '模型', '🙂', '{"a":', '\n\n', 'x'.repeat(30)];

function text(seeded: Seeded): string {
  return Array.from({ length: 1 + seeded.below(4) }, () => seeded.pick(words)).join('');
}

function some<T>(seeded: Seeded, most: number, make: () => T): T[] {
  return Array.from({ length: seeded.below(most + 1) }, make);
}

/** Whole answers of an upstream that speaks Responses, with all that a message can tell of them. */
export function randomResponse(seeded: Seeded): ResponseResource {
  const output = Array.from({ length: seeded.below(6) }, (_, at) => randomItem(seeded, at));
  const [status, reason] = seeded.pick([
    ['completed', undefined],
    ['incomplete', 'max_output_tokens'],
    ['incomplete', 'content_filter'],
  ]);
  const usage = {
    input_tokens: 100,
    output_tokens: 20,
    total_tokens: 120,
    input_tokens_details: { cached_tokens: 30, cache_write_tokens: 10 },
    output_tokens_details: { reasoning_tokens: 5 },
  };
  const details = reason === undefined ? null : { reason };
  const response: Members = {
    id: 'resp_1',
    model: 'up',
    status,
    incomplete_details: details,
    output,
    usage,
  };
  return response as unknown as ResponseResource;
}

function randomItem(seeded: Seeded, at: number): ResponsesOutputItem {
  const status = 'completed';
  switch (seeded.below(3)) {
    case 0:
      return { type: 'reasoning', id: `rs_${at}`, status, ...randomReasoning(seeded) };
    case 1: {
      const content = seeded.chance(0.2)
        ? [{ type: 'refusal' as const, refusal: text(seeded) }]
        : [{ type: 'output_text' as const, text: text(seeded), annotations: [] }];
      return { type: 'message', id: `msg_${at}`, status, role: 'assistant', content };
    }
    default: {
      const call = { call_id: `call_${at}`, name: seeded.pick(['f', 'g']) };
      const input = seeded.chance(0.2) ? {} : { at, text: text(seeded), deep: [{ a: null }] };
      const rest = { status, arguments: JSON.stringify(input) } as const;
      return { type: 'function_call', id: `fc_${at}`, ...call, ...rest };
    }
  }
}

/** Raw reasoning has one part: deltas of several are told as one text. */
function randomReasoning(seeded: Seeded) {
  const summary = some(seeded, 3, () => ({ type: 'summary_text' as const, text: text(seeded) }));
  const content = { type: 'reasoning_text' as const, text: text(seeded) };
  return {
    summary,
    ...(seeded.chance(0.2) && { content: [content] }),
    ...(seeded.chance(0.7) && { encrypted_content: `sealed ${seeded.below(100)}` }),
  };
}

/**
 * The same as the stream of a converter: items begin in their order, and grow as they like from then on;
 * deltas are cut anywhere, and what they have told is not told again.
 */
export function toDrafts(seeded: Seeded, response: ResponseResource): ResponsesStreamEvent[] {
  const events = toResponsesEvents(response) as unknown as Members[];
  const queues = response.output.map((_, place) =>
    events
      .filter(({ output_index }) => output_index === place)
      .filter(({ type }) => !/part\.done$/.test(String(type)))
      .flatMap((event) => cutDelta(seeded, withoutTexts(event))),
  );
  const [created] = events;
  const told = [created, ...interleave(seeded, queues), events.at(-1)].map((event) =>
    withoutOutput(event ?? {}),
  );
  return told as unknown as ResponsesStreamEvent[];
}

function withoutTexts(event: Members): Members {
  if (event.type !== 'response.output_item.done') return event;
  const { id, type, status, encrypted_content } = event.item as Members;
  return {
    ...event,
    item: { id, type, status, ...(encrypted_content ? { encrypted_content } : {}) },
  };
}

function withoutOutput(event: Members): Members {
  if (!event.response) return event;
  const { output: _, ...response } = event.response as Members;
  return { ...event, response };
}

function cutDelta(seeded: Seeded, event: Members): Members[] {
  if (typeof event.delta !== 'string') return [event];
  const pieces: Members[] = [];
  for (let rest = event.delta; rest !== ''; ) {
    const delta = rest.slice(0, 1 + seeded.below(12));
    rest = rest.slice(delta.length);
    pieces.push({ ...event, delta });
  }
  return pieces;
}

/** Queues whose order stays; one goes on only when those in front have begun. */
function interleave<T>(seeded: Seeded, queues: readonly (readonly T[])[]): T[] {
  const places = queues.map(() => 0);
  const merged: T[] = [];
  const isOpen = (at: number) => (places[at] ?? 0) < (queues[at]?.length ?? 0);
  for (;;) {
    const begun = places.indexOf(0);
    const last = begun < 0 ? queues.length - 1 : begun;
    const open = queues.map((_, at) => at).filter((at) => at <= last && isOpen(at));
    if (open.length === 0) return merged;
    const at = seeded.pick(open);
    const place = places[at] ?? 0;
    places[at] = place + 1;
    merged.push(...(queues[at]?.slice(place, place + 1) ?? []));
  }
}
