import type { ResponseResource, ResponsesRequest, ResponsesStreamEvent } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';
import { correctDescription, describeResponse, type ResponseEcho } from './describe-response.ts';
import { type GrowingItem, unfinishedItem } from './growing-item.ts';
import { type Members, textOf } from './members.ts';
import { hasOpaqueReasoning, withoutOpaque } from './opaque-items.ts';

export interface StampOptions {
  /** The client's, which the response describes. */
  readonly request: DeepReadonly<ResponsesRequest>;
  /** Default: the response names the model as its upstream did. */
  readonly model?: string | undefined;
  /** What hooks have decided to be said of the response, over everything else: see `describedAs`. Default: nothing. */
  readonly described?: Members | undefined;
  createId(prefix: string): string;
  /** Unix seconds. */
  nowSeconds(): number;
}

/** One stream as its client has seen it so far. */
export interface StampState {
  readonly options: StampOptions;
  /** Members that say what hooks have decided, in all snapshots. */
  readonly described: Members;
  /** Whether the response has been in a queue. */
  readonly wasQueued: boolean;
  readonly echo: ResponseEcho;
  /** Whether opaque reasoning stays with us. */
  readonly hidesOpaque: boolean;
  /** The snapshot of the beginning; `undefined` before it. */
  base: Members | undefined;
  /** The finished response, opaque content included. */
  final: Members | undefined;
  sequence: number;
  /** By the id that events name them by, in the order of their places. */
  readonly items: Map<string, GrowingItem>;
}

export function openState(options: StampOptions): StampState {
  const { include } = options.request;
  const { status, ...described } = options.described ?? {};
  return {
    options,
    described,
    wasQueued: status === 'queued',
    echo: { ...describeResponse(options.request), ...described },
    hidesOpaque: !include?.includes('reasoning.encrypted_content'),
    base: undefined,
    final: undefined,
    sequence: 0,
    items: new Map(),
  };
}

/** An event of ours, with its number. */
export function numbered(state: StampState, event: Members): ResponsesStreamEvent {
  const { type, sequence_number: _, ...rest } = event;
  return { type, sequence_number: state.sequence++, ...rest } as unknown as ResponsesStreamEvent;
}

/** What must be said differently of a response that its upstream described. */
export function corrections({ options, described, echo }: StampState, told: Members): Members {
  const asked = textOf(described.model) || options.model;
  const model = asked ?? (textOf(told.model) || textOf(options.request.model));
  const renamed = told.model === model ? {} : { model };
  return { ...correctDescription(told, echo, Object.keys(described)), ...renamed };
}

/** The events that open the stream; none when it is open. One that was queued says so first. */
export function begin(state: StampState, known: Members): ResponsesStreamEvent[] {
  if (state.base) return [];
  const response = openResponse(state, known);
  const queued = { ...response, status: 'queued' };
  const first = state.wasQueued ? queued : response;
  const events = [
    { type: 'response.created', response: first },
    ...(state.wasQueued ? [{ type: 'response.queued', response: queued }] : []),
    { type: 'response.in_progress', response },
  ];
  return events.map((event) => numbered(state, event));
}

/** The response as it begins. @param told what the upstream has said of it. */
export function openResponse(state: StampState, told: Members): Members {
  const { options, echo } = state;
  const base: Members = {
    id: told.id ?? options.createId('resp'),
    created_at: told.created_at ?? options.nowSeconds(),
    model: '',
    ...echo,
    ...told,
    ...corrections(state, told),
    status: 'in_progress',
    completed_at: null,
    output: [],
    usage: null,
  };
  state.base = base;
  return base;
}

/** All items so far, as the client sees them or whole. */
export function outputOf(state: StampState, isWhole: boolean): Members[] {
  return [...state.items.values()].map((item) => {
    const members = unfinishedItem(item);
    return (isWhole ? members : toClient(state, members)) as Members;
  });
}

export function toClient(state: StampState, item: unknown): unknown {
  return state.hidesOpaque ? withoutOpaque(item) : item;
}

/** Whether a list of items holds something that this client does not get. */
export function mustHide(state: StampState, items: unknown): items is unknown[] {
  return state.hidesOpaque && Array.isArray(items) && items.some(hasOpaqueReasoning);
}

/** The response as it stands: whole after its end, partial before. */
export function currentResponse(state: StampState): ResponseResource | undefined {
  if (!state.base) return undefined;
  const partial = { ...state.base, status: 'incomplete', output: outputOf(state, true) };
  return (state.final ?? partial) as unknown as ResponseResource;
}
