import { channelOf } from './names.ts';

/**
 * What of migration 1 runs in the server, so that a write is one round trip, and atomic without a
 * transaction that waits for us. `write` takes changes as the driver sends them, see
 * `write-changes.ts`; all others are its parts, but for `floor_of` (reads) and `sweep` (the sweeper).
 */
export const firstFunctions = (schema: string) =>
  [floorOf, refer, release, bury, insert, update, remove, write, sweep]
    .map((define) => define(schema))
    .join('\n');

/**
 * What is owned by `p_owner` is there above this position; at or below, it is gone. An owner that is
 * itself gone with its own owner takes along what it owns, at any depth. Ends also where records own
 * each other: `up` never has a row twice.
 */
const floorOf = (schema: string) => `
create function ${schema}.floor_of(p_tenant text, p_owner text) returns bigint
language plpgsql stable as $floor$
begin
  if p_owner = '' or not exists (select from ${schema}.removals m where m.tenant = p_tenant) then
    return 0;
  end if;
  -- Nearly always the owner belongs to nobody.
  if not exists (
    select from ${schema}.records r
    where r.tenant = p_tenant and r.id = p_owner and r.owner <> ''
  ) then
    return coalesce((
      select max(m.up_to) from ${schema}.removals m where m.tenant = p_tenant and m.id = p_owner
    ), 0);
  end if;
  return coalesce((
    with recursive up (id, highest) as (
      select p_owner collate "C", 0::bigint
      union
      select r.owner, greatest(up.highest, r.position)
      from up join ${schema}.records r on r.tenant = p_tenant and r.id = up.id and r.owner <> ''
    )
    select max(m.up_to)
    from up join ${schema}.removals m
      on m.tenant = p_tenant and m.id = up.id and m.up_to >= up.highest
  ), 0);
end $floor$;
`;

/**
 * Makes a record refer to these pieces, and to no others. The lock keeps a piece from being removed
 * between the look at it and the reference: see "release".
 */
const refer = (schema: string) => `
create function ${schema}.refer(
  p_tenant text, p_position bigint, p_owner text, p_pieces json, p_texts text[]
) returns void
language plpgsql as $refer$
declare
  piece record;
begin
  for piece in
    select x.hash, min(x.text) as text
    from json_to_recordset(p_pieces) as x (hash text, text int)
    group by x.hash order by x.hash collate "C"
  loop
    loop
      perform from ${schema}.pieces p
      where p.tenant = p_tenant and p.hash = piece.hash for key share;
      exit when found;
      if piece.text is null then
        raise exception 'A piece without text is not there: %', piece.hash using errcode = 'GW002';
      end if;
      insert into ${schema}.pieces (tenant, hash, text)
      values (p_tenant, piece.hash, p_texts[piece.text])
      on conflict do nothing;
    end loop;
    insert into ${schema}.piece_references (tenant, hash, position, owner)
    values (p_tenant, piece.hash, p_position, p_owner)
    on conflict do nothing;
  end loop;
end $refer$;
`;

/**
 * Takes references away, and pieces that nobody refers to any more. A piece is locked before it is
 * looked for other references, against whoever adds one ("refer") and whoever takes the last but one.
 * @param p_keep hashes that stay; for records that go, none.
 */
const release = (schema: string) => `
create function ${schema}.release(p_tenant text, p_positions bigint[], p_keep text[]) returns void
language plpgsql as $release$
declare
  hashes text[];
  one bigint;
begin
  -- One by one: for several at once the planner may read all that the tenant has.
  foreach one in array p_positions loop
    with gone as (
      delete from ${schema}.piece_references f
      where f.tenant = p_tenant and f.position = one and f.position > 0 and f.hash <> all (p_keep)
      returning f.hash
    )
    select hashes || array_agg(gone.hash) into hashes from gone;
  end loop;
  if hashes is null then
    return;
  end if;
  perform from ${schema}.pieces p
  where p.tenant = p_tenant and p.hash = any (hashes) order by p.hash for update;
  delete from ${schema}.pieces p
  where p.tenant = p_tenant and p.hash = any (hashes) and (
    select true from ${schema}.piece_references f
    where f.tenant = p_tenant and f.hash = p.hash limit 1
  ) is null;
end $release$;
`;

/** Makes room for a record whose name is still taken by one that is gone: what that one owned stays gone. */
const bury = (schema: string) => `
create function ${schema}.bury(p_tenant text, p_kind text, p_owner text, p_id text) returns boolean
language plpgsql as $bury$
declare
  old_position bigint;
begin
  delete from ${schema}.records r
  where r.tenant = p_tenant and r.id = p_id and r.kind = p_kind and r.owner = p_owner
    and r.position <= ${schema}.floor_of(p_tenant, p_owner)
  returning r.position into old_position;
  if not found then
    return false;
  end if;
  insert into ${schema}.removals (tenant, id, up_to)
  values (p_tenant, p_id, nextval('${schema}.records_position_seq'));
  perform ${schema}.release(p_tenant, array[old_position], '{}');
  return true;
end $bury$;
`;

/** @returns whether it was not there before. */
const insert = (schema: string) => `
create function ${schema}.insert_record(
  p_tenant text, p_kind text, p_owner text, p_id text, p_label text, p_created_at bigint,
  p_body text, p_places text, p_pieces json, p_texts text[]
) returns boolean
language plpgsql as $insert$
declare
  new_position bigint;
begin
  loop
    insert into ${schema}.records (tenant, kind, owner, id, label, created_at, body, pieces)
    values (
      p_tenant, p_kind, p_owner, p_id, p_label, p_created_at, p_body, coalesce(p_places, '[]')
    )
    on conflict do nothing
    returning position into new_position;
    exit when found;
    if not ${schema}.bury(p_tenant, p_kind, p_owner, p_id) then
      return false;
    end if;
  end loop;
  if p_pieces is not null then
    perform ${schema}.refer(p_tenant, new_position, p_owner, p_pieces, p_texts);
  end if;
  return true;
end $insert$;
`;

/** @returns whether it is there, in that version. */
const update = (schema: string) => `
create function ${schema}.update_record(
  p_tenant text, p_kind text, p_owner text, p_id text, p_label text, p_version bigint,
  p_body text, p_places text, p_pieces json, p_texts text[]
) returns boolean
language plpgsql as $update$
declare
  old record;
begin
  select r.position, r.pieces into old from ${schema}.records r
  where r.tenant = p_tenant and r.id = p_id and r.kind = p_kind and r.owner = p_owner
    and (p_version is null or r.version = p_version)
    and r.position > ${schema}.floor_of(p_tenant, p_owner)
  for no key update;
  if not found then
    return false;
  end if;
  update ${schema}.records r
  set body = p_body, pieces = coalesce(p_places, '[]'), version = r.version + 1,
    label = coalesce(p_label, r.label)
  where r.tenant = p_tenant and r.id = p_id and r.kind = p_kind and r.owner = p_owner;
  -- The new references come first: a piece that only this record has must not go in between.
  if p_pieces is not null then
    perform ${schema}.refer(p_tenant, old.position, p_owner, p_pieces, p_texts);
  end if;
  if old.pieces <> '[]' then
    perform ${schema}.release(p_tenant, array[old.position], array(
      select x.hash from json_to_recordset(p_pieces) as x (hash text)
    ));
  end if;
  return true;
end $update$;
`;

/**
 * Removes a record and what it owns: at once where that is little, else by a mark, behind which the
 * sweeper removes it little by little.
 * @param p_at_once how many rows count as little.
 * @returns ids under which something was removed; nothing where it is not there.
 */
const remove = (schema: string) => `
create function ${schema}.remove_record(
  p_tenant text, p_kind text, p_owner text, p_id text, p_at_once int, out ids text[],
  out is_marked boolean
)
language plpgsql as $remove$
declare
  positions bigint[];
  owner_id text;
  root_position bigint;
begin
  is_marked := false;
  delete from ${schema}.records r
  where r.tenant = p_tenant and r.id = p_id and r.kind = p_kind and r.owner = p_owner
    and r.position > ${schema}.floor_of(p_tenant, p_owner)
  returning r.position into root_position;
  if not found then
    return;
  end if;
  -- The limit also has the planner look for each by its index.
  with recursive down (id, position) as (
    (select r.id, r.position from ${schema}.records r
      where r.tenant = p_tenant and r.owner = p_id and r.position > 0 limit p_at_once + 1)
    union
    select r.id, r.position from down cross join lateral (
      select n.id, n.position from ${schema}.records n
      where n.tenant = p_tenant and n.owner = down.id and n.position > 0 limit p_at_once + 1
    ) r
  )
  select array_agg(found.id) into ids from (select down.id from down limit p_at_once + 1) found;
  ids := array_prepend(p_id, ids);
  if cardinality(ids) > p_at_once + 1 then
    ids := array[p_id];
    is_marked := true;
    insert into ${schema}.removals (tenant, id, up_to)
    values (p_tenant, p_id, nextval('${schema}.records_position_seq'));
  else
    foreach owner_id in array ids loop
      with gone as (
        delete from ${schema}.records r
        where r.tenant = p_tenant and r.owner = owner_id and r.position > 0
        returning r.position
      )
      select positions || array_agg(gone.position) into positions from gone;
    end loop;
  end if;
  delete from ${schema}.events e where e.tenant = p_tenant and e.log = any (ids);
  perform ${schema}.release(p_tenant, array_append(positions, root_position), '{}');
end $remove$;
`;

/**
 * All changes or none, in their order. Told to those who listen when it is committed, by hashes: a
 * notification is limited to 8,000 bytes, and every user of the database can listen.
 * @param p_changes one object a change. Its texts are numbers of "p_texts", from 1.
 * @param p_guard the record that must be there, and its epoch.
 * @param p_locks several records that are there and are to be changed. They are locked in one order,
 *   whatever the order of the changes: PostgreSQL takes a second to see that two writes wait for each
 *   other.
 * @returns 0 where a condition did not hold, 1 when it is done, 2 when the sweeper has something to do.
 */
const write = (schema: string) => `
create function ${schema}.write(
  p_tenant text, p_changes json, p_texts text[], p_guard json, p_locks json, p_at_once int
) returns int
language plpgsql as $write$
declare
  key record;
  change record;
  holds boolean;
  removed record;
  touched text[] := '{}';
  known_owner text := '';
  result int := 1;
begin
  for key in
    select * from json_to_recordset(p_locks) as x (id text, kind text, owner text)
    order by id collate "C", kind collate "C", owner collate "C"
  loop
    perform from ${schema}.records r
    where r.tenant = p_tenant and r.id = key.id and r.kind = key.kind and r.owner = key.owner
    for no key update;
  end loop;

  if p_guard is not null then
    perform from ${schema}.records r
    where r.tenant = p_tenant and r.id = p_guard->>'id' and r.kind = p_guard->>'kind'
      and r.owner = p_guard->>'owner' and r.epoch = (p_guard->>'epoch')::bigint
      and r.position > ${schema}.floor_of(p_tenant, p_guard->>'owner')
    for no key update;
    if not found then
      return 0;
    end if;
  end if;

  for change in
    select * from json_to_recordset(p_changes) as x (
      type text, kind text, owner text, id text, label text, created_at bigint, version bigint,
      epoch bigint, body int, places text, pieces json, log text, first bigint, last bigint
    )
  loop
    holds := true;
    case change.type
    when 'insert' then
      if change.owner <> '' and change.owner <> known_owner then
        -- Whoever deletes the owner waits, and then takes this record along.
        perform from ${schema}.records r
        where r.tenant = p_tenant and r.id = change.owner for key share;
        known_owner := change.owner;
      end if;
      holds := ${schema}.insert_record(
        p_tenant, change.kind, change.owner, change.id, change.label, change.created_at,
        p_texts[change.body], change.places, change.pieces, p_texts
      );
    when 'update' then
      holds := ${schema}.update_record(
        p_tenant, change.kind, change.owner, change.id, change.label, change.version,
        p_texts[change.body], change.places, change.pieces, p_texts
      );
    when 'delete' then
      select * into removed from ${schema}.remove_record(
        p_tenant, change.kind, change.owner, change.id, p_at_once
      );
      touched := touched || removed.ids;
      if removed.is_marked then
        result := 2;
      end if;
    when 'release' then
      update ${schema}.records r set holder = null, held_until = null
      where r.tenant = p_tenant and r.id = change.id and r.kind = change.kind
        and r.owner = change.owner and r.epoch = change.epoch and r.holder is not null
        and r.position > ${schema}.floor_of(p_tenant, change.owner);
      holds := found;
    when 'append' then
      insert into ${schema}.events (tenant, log, first, last, events)
      values (p_tenant, change.log, change.first, change.last, p_texts[change.body]);
    when 'dropEvents' then
      delete from ${schema}.events e where e.tenant = p_tenant and e.log = change.log;
    end case;
    if not holds then
      raise exception 'A condition did not hold.' using errcode = 'GW001';
    end if;
    touched := touched || array[change.id, change.owner, change.log];
  end loop;

  perform pg_notify('${channelOf(schema)}', string_agg(told.hash, ' '))
  from (
    select distinct_ids.hash, row_number() over () / 400 as message
    from (
      select distinct left(encode(sha256(convert_to(
        p_tenant || chr(10) || ids.id, 'UTF8'
      )), 'hex'), 16) as hash
      from unnest(touched) as ids (id) where ids.id <> ''
    ) distinct_ids
  ) told
  group by told.message;
  return result;
exception when sqlstate 'GW001' then
  return 0;
end $write$;
`;

/**
 * Takes the next batch of what is gone off the disk.
 * @returns whether there was something to do.
 */
const sweep = (schema: string) => `
create function ${schema}.sweep(p_rows int) returns boolean
language plpgsql as $sweep$
declare
  removal record;
  ids text[];
  positions bigint[];
  dropped int;
begin
  -- Several processes sweep side by side.
  select * into removal from ${schema}.removals m order by m.up_to limit 1 for update skip locked;
  if not found then
    return false;
  end if;

  with batch as (
    select r.id, r.kind, r.owner from ${schema}.records r
    where r.tenant = removal.tenant and r.owner = removal.id
      and r.position > 0 and r.position <= removal.up_to
    limit p_rows
  ), gone as (
    delete from ${schema}.records r using batch b
    where r.tenant = removal.tenant and r.id = b.id and r.kind = b.kind and r.owner = b.owner
      and r.position <= removal.up_to
    returning r.id, r.position
  )
  select array_agg(gone.id), array_agg(gone.position) into ids, positions from gone;
  if ids is not null then
    perform ${schema}.release(removal.tenant, positions, '{}');
    -- What these own is gone, too.
    insert into ${schema}.removals (tenant, id, up_to)
    select distinct removal.tenant, child.id, removal.up_to from unnest(ids) as child (id)
    where (
      select true from ${schema}.records r
      where r.tenant = removal.tenant and r.owner = child.id and r.position > 0 limit 1
    ) or (
      select true from ${schema}.events e
      where e.tenant = removal.tenant and e.log = child.id limit 1
    )
    on conflict do nothing;
  end if;

  delete from ${schema}.events e where e.ctid = any (array(
    select x.ctid from ${schema}.events x
    where x.tenant = removal.tenant and x.log = removal.id and x.position <= removal.up_to
    limit p_rows
  ));
  get diagnostics dropped = row_count;

  if ids is null and dropped = 0 then
    delete from ${schema}.removals m
    where m.tenant = removal.tenant and m.id = removal.id and m.up_to = removal.up_to;
  end if;
  return true;
end $sweep$;
`;
