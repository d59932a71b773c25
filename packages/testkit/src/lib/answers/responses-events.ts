import type { ResponsesRequest } from '@gw/schema';
import { sseFrame } from '../sse-frame.ts';
import { itemEvents } from './item-events.ts';
import { finishedResponse, openedResponse } from './response-object.ts';
import type { ResponsesPlan } from './responses-plan.ts';
import { stableId } from './stable-id.ts';

/** An event before it is numbered. */
export type DraftEvent = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * The frames of a Responses stream in OpenAI's manner: named events, numbered from 0, a snapshot of
 * the response when it begins and when it ends, and no `[DONE]`.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responsesFrames(plan: ResponsesPlan, request: ResponsesRequest): string[] {
  const opened = openedResponse(plan, request);
  const finished = finishedResponse(plan, request);
  const events: DraftEvent[] = [
    { type: 'response.created', response: opened },
    { type: 'response.in_progress', response: opened },
    ...plan.items.flatMap((item, index) => itemEvents(item, index)),
    { type: `response.${finished.status}`, response: finished },
  ];
  const shown = hidesLengths(request) ? events.map(obfuscate) : events;
  return shown.map(({ type, ...rest }, sequence_number) =>
    sseFrame({ type, sequence_number, ...rest }, type),
  );
}

function hidesLengths({ stream_options: options }: ResponsesRequest): boolean {
  return options?.include_obfuscation !== false;
}

/** Deltas carry padding, so that their sizes say nothing of their texts. */
function obfuscate(event: DraftEvent, at: number): DraftEvent {
  if (!event.type.endsWith('.delta')) return event;
  const padding = stableId('', [at, event.delta]);
  return { ...event, obfuscation: padding.slice(0, 1 + (at % padding.length)) };
}
