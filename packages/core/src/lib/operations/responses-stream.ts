import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { createId } from '../create-id.ts';
import type { EventFrame, ResponseCollector, SplitEvent, StreamProtocol } from '../operation.ts';
import { renderError } from '../render-error.ts';
import { toResponsesEvents } from '../responses/render-events.ts';
import { openRepair } from '../responses/repair.ts';
import { createStamp } from '../responses/stamp.ts';
import { responsesUsage } from './responses-usage.ts';

/** @see https://www.openresponses.org/specification */
export const responsesStream: StreamProtocol<'responses'> = {
  end: 'terminal',
  // OpenAI's own stream just ends; the contract wants it, and clients take both.
  writesDone: true,
  isTerminal,
  isContent,
  splitEvent,
  usageOf: (event) => (isTerminal(event) ? responsesUsage(event.response?.usage) : undefined),
  stripUsage: (event) => event,
  askForUsage: () => undefined,
  toEvents: toResponsesEvents,
  // An upstream may send anything there.
  nameOf: ({ type }) => (typeof type === 'string' ? type : undefined),
  collect: collectResponse,
  keepAliveFrame: { kind: 'event', name: 'keepalive', event: { type: 'keepalive' } },
  errorFrame: (error) =>
    ({
      kind: 'event',
      name: 'error',
      event: { type: 'error', ...renderError(error) },
    }) as EventFrame,
  openNormalizer: () => openRepair({ quirks: ['lifecycle'], rawReasoning: undefined, createId }),
  openStamp: createStamp,
};

function isTerminal(
  event: ResponsesStreamEvent,
): event is Extract<ResponsesStreamEvent, { response: ResponseResource }> {
  return event.type === 'response.completed' || event.type === 'response.incomplete';
}

/** Any delta with something in it, and any finished item. */
function isContent(event: ResponsesStreamEvent): boolean {
  if (event.type === 'response.output_item.done') return true;
  const { type, delta } = event as { readonly type?: unknown; readonly delta?: unknown };
  const isDelta = typeof type === 'string' && type.endsWith('.delta');
  return isDelta && delta !== '' && delta != null;
}

/** What follows from deltas is said by the stamp once hooks have said all. */
function splitEvent(event: ResponsesStreamEvent): SplitEvent<'responses'> {
  const { type } = event;
  if (beginnings.has(type)) return { start: event };
  const follows = isTerminal(event) || String(type).endsWith('.done');
  return follows ? { finish: event } : { delta: event };
}

const beginnings = new Set<string>(['response.created', 'response.queued', 'response.in_progress']);

/** An upstream's stream says its whole response itself, at its end. */
function collectResponse(): ResponseCollector<'responses'> {
  let response: ResponseResource | undefined;
  return {
    push(event) {
      if (isTerminal(event)) response = event.response;
    },
    end: () => response,
  };
}
