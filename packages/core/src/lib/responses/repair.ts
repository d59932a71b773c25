import type { ResponsesOutputItem, ResponsesStreamEvent } from '@gw/schema';
import type { Quirk, RawReasoning, StreamReducer } from '../conversion.ts';
import { objectsIn } from '../objects-in.ts';
import type { Members } from './members.ts';
import { openContentCount } from './repair-content-index.ts';
import { fillEvent, fillItem } from './repair-fields.ts';
import { openLifecycle } from './repair-lifecycle.ts';
import { nameItem } from './repair-names.ts';
import { openRespelling, respellItem } from './repair-reasoning.ts';
import type { RepairStage } from './repair-stage.ts';

/** What a repair depends on. */
export interface RepairContext {
  /** What the target is known to do differently; nothing else is touched. */
  readonly quirks: readonly Quirk[];
  /** How raw reasoning is told. Default: as the upstream tells it. */
  readonly rawReasoning: RawReasoning | undefined;
  /** An unguessable id: `createId('msg')` → `msg_4f2a…`. */
  createId(prefix: string): string;
}

/**
 * Makes the stream of an upstream that speaks Responses in its own way a well-formed one: items and
 * parts open before their deltas, every item ends, indices count from 0. What is right already
 * passes as the same object. A stream that ends early is not ended here: that is a failure.
 */
export function openRepair(
  context: RepairContext,
): StreamReducer<ResponsesStreamEvent, ResponsesStreamEvent> {
  const stages = stagesFor(context);
  return {
    push(event) {
      let events: Members[] = [event as unknown as Members];
      for (const stage of stages) events = events.flatMap(stage);
      return events as unknown[] as ResponsesStreamEvent[];
    },
    end: () => [],
  };
}

/** In this order: what opens a part is known by one name, then by one place, before it is followed. */
function stagesFor({ quirks, rawReasoning, createId }: RepairContext): RepairStage[] {
  const stages: RepairStage[] = [];
  if (quirks.includes('content_index')) stages.push(openContentCount());
  if (quirks.includes('lifecycle')) stages.push(openLifecycle(createId));
  if (quirks.includes('missing_fields')) stages.push((event) => [fillEvent(event)]);
  if (rawReasoning) stages.push(openRespelling(rawReasoning));
  return stages;
}

/** The same for the items of an answer that came whole. */
export function repairOutput(
  output: readonly ResponsesOutputItem[] | null | undefined,
  { quirks, rawReasoning, createId }: RepairContext,
): ResponsesOutputItem[] {
  const items = objectsIn(output).map((source) => {
    let item = source as unknown as Members;
    if (quirks.includes('lifecycle')) item = nameItem(item, createId);
    if (quirks.includes('missing_fields')) item = fillItem(item, 'completed');
    return rawReasoning ? respellItem(item, rawReasoning) : item;
  });
  return items as unknown[] as ResponsesOutputItem[];
}
