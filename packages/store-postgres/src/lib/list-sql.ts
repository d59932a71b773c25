import type { ListQuery } from '@gw/state';
import { columnsOf } from './record-row.ts';

/** The values of {@link listSql}, in its order. */
export function listValues({ tenant, kind, owner, limit, label, after, before }: ListQuery) {
  return [tenant, kind, owner, limit, ...[label, after, before].filter((one) => one !== undefined)];
}

/**
 * A page and its cursors in one statement: one row at least, whose `are_cursors_there` is false where
 * a cursor names no record of the collection. A page that ends before a record is in reverse order.
 */
export function listSql(schema: string, { label, after, before, order }: ListQuery): string {
  let values = 4;
  const next = () => `$${++values}`;
  const collection = `r.tenant = $1 and r.kind = $2 and r.owner = $3
      and r.position > (select ${schema}.floor_of($1, $3))`;
  // What the indexes of lists ask for.
  const conditions = [collection, 'r.position > 0'];
  const cursors: string[] = [];

  if (label !== undefined) {
    const value = next();
    // The index has the beginning only.
    conditions.push(`left(r.label, 200) = left(${value}, 200) and r.label = ${value}`);
  }
  const [behind, ahead] = order === 'asc' ? ['>', '<'] : ['<', '>'];
  const addCursor = (name: string, comparison: string) => {
    const found = `select r.position from ${schema}.records r where r.id = ${next()} and ${collection}`;
    cursors.push(`(${found}) as ${name}`);
    conditions.push(`r.position ${comparison} c.${name}`);
  };
  if (after !== undefined) addCursor('behind', behind);
  if (before !== undefined) addCursor('ahead', ahead);

  const isAscending = (order === 'asc') === (before === undefined);
  return `
    select ${cursors.length === 0 ? 'true' : 'c is not null'} as are_cursors_there, r.*
    from (select ${cursors.join(', ') || '1'}) c
    left join lateral (
      select ${columnsOf('r')} from ${schema}.records r
      where ${conditions.join(' and ')}
      order by r.position ${isAscending ? 'asc' : 'desc'} limit $4
    ) r on true`;
}
