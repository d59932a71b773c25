import { isMembers, type Members, textOf } from '../../responses/members.ts';

/** The items of a Responses stream, as a conversion keeps them. */
export interface ItemBook<Item> {
  /** In the order in which they began. */
  readonly items: readonly Item[];
  /** The item that an event begins. */
  begin(event: Members): Item;
  /** The item that an event goes on with. */
  of(event: Members): Item;
}

/**
 * Finds items by id and by place: some upstreams leave ids out, some change them with every event.
 * @param create an item, by its place in the order.
 */
export function createItemBook<Item extends { readonly isDone: boolean }>(
  create: (number: number) => Item,
): ItemBook<Item> {
  const items: Item[] = [];
  const known = new Map<string, Item>();
  const begin = (event: Members): Item => {
    const id = idOf(event);
    const before = known.get(id);
    if (before) return before;
    const item = create(items.length);
    items.push(item);
    known.set(placeOf(event), item);
    if (id !== '') known.set(id, item);
    return item;
  };
  const of = (event: Members): Item => {
    const named = known.get(idOf(event));
    if (named) return named;
    const here = known.get(placeOf(event));
    return here && !here.isDone ? here : begin(event);
  };
  return { items, begin, of };
}

function idOf({ item_id, item }: Members): string {
  return textOf(item_id) || (isMembers(item) ? textOf(item.id) : '');
}

function placeOf({ output_index }: Members): string {
  return `at ${output_index}`;
}
