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
  /** What hooks have decided to be said of the response, over everything else. Default: nothing. */
  readonly described?: Members | undefined;
  createId(prefix: string): string;
  /** Unix seconds. */
  nowSeconds(): number;
}

/** One stream as its client has seen it so far. */
export interface StampState {
  readonly options: StampOptions;
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
  return {
    options,
    echo: { ...describeResponse(options.request), ...options.described },
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
export function corrections({ options, echo }: StampState, told: Members): Members {
  const model = options.model ?? (textOf(told.model) || textOf(options.request.model));
  const renamed = told.model === model ? {} : { model };
  const decided = Object.keys(options.described ?? {});
  return { ...correctDescription(told, echo, decided), ...renamed };
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
