import type { ResponsesInputItem, ResponsesRequest } from '@gw/schema';
import type { DeepReadonly } from '../payload.ts';

/** An item of a context. */
export interface PlacedItem {
  readonly item: ResponsesInputItem;
  /** The item of the client's own input that it is, or stands for; none: it was held before. */
  readonly position: number | undefined;
}

/** The client's own input as items: a text is what the user says. */
export function toPlacedItems(input: DeepReadonly<ResponsesRequest>['input']): PlacedItem[] {
  if (input == null) return [];
  const items =
    typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;
  return (items as readonly ResponsesInputItem[]).map((item, position) => ({ item, position }));
}
