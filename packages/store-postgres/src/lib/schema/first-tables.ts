/**
 * The tables of migration 1. The tenant comes first in every primary key and in every index, so that
 * no query can forget it and still be fast.
 *
 * - Ids are compared byte by byte (`collate "C"`), in every locale alike.
 * - Texts are `text`, never `jsonb`, which would change numbers, the order of members, and more.
 * - One sequence gives records and batches of events their positions: what a removal takes along is
 *   what stands at or below its own.
 */
export const firstTables = (schema: string) => `
create table ${schema}.records (
  tenant text collate "C" not null,
  id text collate "C" not null,
  kind text collate "C" not null,
  owner text collate "C" not null,
  position bigint generated always as identity,
  label text collate "C",
  created_at bigint not null,
  version bigint not null default 1,
  epoch bigint not null default 0,
  holder text,
  held_until timestamptz,
  body text not null,
  pieces text not null default '[]',
  primary key (tenant, id, kind, owner)
) with (fillfactor = 90);

-- The conditions of these hold always. They keep the indexes to the queries that repeat them: on tables
-- that were never analyzed the planner takes any index for as good as the primary key.
create index records_list on ${schema}.records (tenant, owner, kind, position) where position > 0;
create index records_age on ${schema}.records (tenant, kind, created_at, position)
  where created_at >= 0;
-- An entry of an index is limited to some 2,700 bytes, a label is not.
create index records_label on ${schema}.records (tenant, owner, kind, left(label, 200), position)
  where label is not null;
-- Without held_until, so that a renewal touches no index.
create index records_held on ${schema}.records (tenant, kind) where holder is not null;

create table ${schema}.events (
  tenant text collate "C" not null,
  log text collate "C" not null,
  last bigint not null,
  position bigint not null default nextval('${schema}.records_position_seq'),
  first bigint not null,
  events text not null,
  primary key (tenant, log, last, position)
);

create table ${schema}.pieces (
  tenant text collate "C" not null,
  hash text collate "C" not null,
  text text not null,
  primary key (tenant, hash)
);

-- Which records have a piece: it goes with the last of them.
create table ${schema}.piece_references (
  tenant text collate "C" not null,
  hash text collate "C" not null,
  position bigint not null,
  owner text collate "C" not null,
  primary key (tenant, hash, position)
);
create index piece_references_record on ${schema}.piece_references (tenant, position)
  where position > 0;

-- What is gone, but not yet off the disk: all that "id" owned, and its log, up to a position.
create table ${schema}.removals (
  tenant text collate "C" not null,
  id text collate "C" not null,
  up_to bigint not null,
  primary key (tenant, id, up_to)
);
`;
