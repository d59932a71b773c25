import type { EventBatch } from '@gw/state';
import type { Ask } from './database.ts';
import { decodeText } from './text-codec.ts';

interface EventRow {
  readonly first: string;
  readonly last: string;
  readonly events: string;
}

/** What stands beside the records: logs and pieces. */
export function createTextReader(ask: Ask, schema: string) {
  const eventsSql = `select e.first, e.last, e.events from ${schema}.events e
    where e.tenant = $1 and e.log = $2 and e.last > $3
      and e.position > (select ${schema}.floor_of($1, $2))
    order by e.last, e.position limit $4`;
  // All that refers to it may be gone, and not yet off the disk.
  const pieceSql = `select p.text from ${schema}.pieces p
    where p.tenant = $1 and p.hash = $2 and case
      when not exists (select from ${schema}.removals m where m.tenant = $1) then true
      else exists (
        select from (
          select f.owner, max(f.position) as newest from ${schema}.piece_references f
          where f.tenant = $1 and f.hash = $2 group by f.owner
        ) f
        where f.newest > ${schema}.floor_of($1, f.owner)
      )
    end`;

  return {
    async readEvents(
      tenant: string,
      log: string,
      after: number,
      limit: number,
    ): Promise<readonly EventBatch[]> {
      const rows = await ask<EventRow>(eventsSql, [tenant, log, after, limit]);
      return rows.map(toBatch);
    },
    async readPiece(tenant: string, hash: string): Promise<string | undefined> {
      const [row] = await ask<{ readonly text: string }>(pieceSql, [tenant, hash]);
      return row && decodeText(row.text);
    },
  };
}

function toBatch({ first, last, events }: EventRow): EventBatch {
  return { first: Number(first), last: Number(last), events: decodeText(events) };
}
