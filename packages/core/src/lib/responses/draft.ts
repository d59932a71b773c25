import type { ResponseResource, ResponsesOutputItem, ResponsesStreamEvent } from '@gw/schema';
import type { Payload } from '../payload.ts';
import type { ProviderReply, ReplyHead, StreamFrame } from '../provider.ts';

/** An item with what is known of it: at its start what makes it one, at its end what is new. */
export type ResponsesDraftItem = ResponsesOutputItem extends infer Item
  ? Item extends unknown
    ? Partial<Item>
    : never
  : never;

/** A whole answer with what the upstream told. Members that echo the request are the gateway's. */
export type ResponsesDraft = Partial<Omit<ResponseResource, 'output' | 'usage'>> & {
  readonly output: readonly ResponsesDraftItem[];
  readonly usage?: Partial<ResponseResource['usage']>;
};

/** Places and numbers are the gateway's; where a place tells two things apart, it is told. */
type Placed = 'sequence_number' | 'output_index' | 'content_index' | 'summary_index';

type Draft<Event> = Event extends unknown
  ? Omit<Event, Placed | 'item' | 'response'> &
      Partial<Pick<Event, Extract<keyof Event, Placed>>> &
      (Event extends { item: unknown } ? { item: ResponsesDraftItem } : unknown) &
      (Event extends { response: unknown } ? { response: Partial<ResponsesDraft> } : unknown)
  : never;

/**
 * One event of a draft. A draft begins with `response.created`, says `response.output_item.added`,
 * deltas and `response.output_item.done` of each item, and ends with `response.completed` or
 * `response.incomplete`. Parts need no events of their own while an item has one part of a kind.
 */
export type ResponsesDraftEvent = Draft<ResponsesStreamEvent>;

/** An answer of the api `responses` that says only what the upstream told. */
export type DraftReply = Omit<ReplyHead, 'isDraft'> &
  (
    | { readonly json: Payload<ResponsesDraft>; readonly stream?: undefined }
    | {
        readonly stream: AsyncIterable<readonly StreamFrame<ResponsesDraftEvent>[]>;
        readonly json?: undefined;
      }
  );

/**
 * What a provider returns that converts another wire into drafts: the gateway says the rest, in the
 * stream and in the whole response. See {@link ReplyHead.isDraft}.
 */
export function draftReply(reply: DraftReply): ProviderReply<'responses'> {
  return { ...reply, isDraft: true } as ProviderReply<'responses'>;
}
