/**
 * The tenant comes first in every key and in every unique index. What retention and workers ask for
 * goes over all tenants; those indexes hold nothing that lists or lookups read.
 */
export const records = `
  -- The last position that a tenant's records, batches of events and work have been given.
  create table positions (
    tenant text not null primary key,
    last integer not null
  ) strict;

  create table records (
    tenant text not null,
    id text not null,
    kind text not null,
    owner text not null,
    position integer not null,
    created_at integer not null,
    version integer not null,
    epoch integer not null,
    holder text,
    held_until integer,
    label any,
    pieces text,
    body any not null,
    primary key (tenant, id, kind, owner)
  ) strict;
  create unique index records_in_order on records (tenant, owner, kind, position);
  create index records_by_label on records (tenant, owner, kind, label, position)
    where label is not null;
  create index records_by_age on records (kind, created_at, position);
  create index records_by_end_of_hold on records (kind, held_until) where held_until is not null;

  -- Records that are owned, and themselves own something or have a log: the way down for a delete.
  create table branches (
    tenant text not null,
    owner text not null,
    id text not null,
    primary key (tenant, owner, id)
  ) strict, without rowid;

  create table logs (
    tenant text not null,
    log text not null,
    last integer not null,
    position integer not null,
    first integer not null,
    events any not null,
    primary key (tenant, log, last, position)
  ) strict;

  -- What is deleted, and not yet gone from disk: all that "id" owns, and its log, up to a position.
  create table sweeps (
    tenant text not null,
    id text not null,
    records_until integer not null,
    events_until integer not null,
    primary key (tenant, id)
  ) strict, without rowid;

  -- The text is in the body or, with this many bytes, in a file.
  create table pieces (
    tenant text not null,
    hash text not null,
    bytes integer,
    encoding text,
    file text,
    body any,
    primary key (tenant, hash)
  ) strict;
  create index pieces_by_file on pieces (file) where file is not null;

  -- Which record refers to a piece, by its position.
  create table piece_uses (
    tenant text not null,
    hash text not null,
    position integer not null,
    owner text not null,
    primary key (tenant, hash, position)
  ) strict, without rowid;

  -- "due_at" is when it may be given to a handler: at once, after a pause, or once the one that has it
  -- has given no sign of life for too long.
  create table work (
    tenant text not null,
    topic text not null,
    id text not null,
    position integer not null,
    due_at integer not null,
    attempts integer not null,
    holder text,
    primary key (tenant, topic, id, position)
  ) strict;
  create index work_by_due on work (topic, due_at, position);
`;
