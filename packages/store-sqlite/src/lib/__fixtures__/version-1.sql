-- A database of version 1, as that version wrote it. Never changed: it is what users have on their disks.
pragma application_id = 1735881588;

CREATE TABLE schema_version (version integer not null) strict;
CREATE TABLE positions (
    tenant text not null primary key,
    last integer not null
  ) strict;
CREATE TABLE records (
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
CREATE UNIQUE INDEX records_in_order on records (tenant, owner, kind, position);
CREATE INDEX records_by_label on records (tenant, owner, kind, label, position)
    where label is not null;
CREATE INDEX records_by_age on records (kind, created_at, position);
CREATE INDEX records_by_end_of_hold on records (kind, held_until) where held_until is not null;
CREATE TABLE branches (
    tenant text not null,
    owner text not null,
    id text not null,
    primary key (tenant, owner, id)
  ) strict, without rowid;
CREATE TABLE logs (
    tenant text not null,
    log text not null,
    last integer not null,
    position integer not null,
    first integer not null,
    events any not null,
    primary key (tenant, log, last, position)
  ) strict;
CREATE TABLE sweeps (
    tenant text not null,
    id text not null,
    records_until integer not null,
    events_until integer not null,
    primary key (tenant, id)
  ) strict, without rowid;
CREATE TABLE pieces (
    tenant text not null,
    hash text not null,
    bytes integer,
    encoding text,
    file text,
    body any,
    primary key (tenant, hash)
  ) strict;
CREATE INDEX pieces_by_file on pieces (file) where file is not null;
CREATE TABLE piece_uses (
    tenant text not null,
    hash text not null,
    position integer not null,
    owner text not null,
    primary key (tenant, hash, position)
  ) strict, without rowid;
CREATE TABLE work (
    tenant text not null,
    topic text not null,
    id text not null,
    position integer not null,
    due_at integer not null,
    attempts integer not null,
    holder text,
    primary key (tenant, topic, id, position)
  ) strict;
CREATE INDEX work_by_due on work (topic, due_at, position);

insert into schema_version (version) values (1);
insert into positions (tenant, last) values ('acme', 210);
insert into positions (tenant, last) values ('globex', 2);
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'resp_1', 'response', '', 1, 1764000000000, 2, 1, 'process-1', 1764000005000, 'm', null, '{"model":"m","v":2}');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'msg_1', 'item', 'resp_1', 2, 1764000000000, 1, 0, null, null, null, null, '{"n":1}');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'msg_2', 'item', 'resp_1', 3, 1764000000000, 1, 0, null, null, null, '[[10,"b4211c48b6f610f7d298c441d5735c3cd9d20d5f0157fb4843d087203ff04aab"]]', '{"image":""}');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('globex', 'resp_1', 'response', '', 1, 1764000000000, 1, 0, null, null, null, null, '"another"');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('globex', 'odd', 'note', '', 2, 1764000000000, 1, 0, null, null, null, null, x'220000d8200069007400270073002200');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'msg_200', 'conversation_item', 'conv_1', 208, 1764000000000, 1, 0, null, null, null, null, '{}');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'msg_201', 'conversation_item', 'conv_1', 209, 1764000000000, 1, 0, null, null, null, null, '{}');
insert into records (tenant, id, kind, owner, position, created_at, version, epoch, holder, held_until, label, pieces, body) values ('acme', 'msg_202', 'conversation_item', 'conv_1', 210, 1764000000000, 1, 0, null, null, null, null, '{}');
insert into logs (tenant, log, last, position, first, events) values ('acme', 'resp_1', 3, 4, 0, '[0,1,2,3]');
insert into logs (tenant, log, last, position, first, events) values ('acme', 'resp_1', 4, 5, 4, '[4]');
insert into sweeps (tenant, id, records_until, events_until) values ('acme', 'conv_1', 210, 210);
insert into pieces (tenant, hash, bytes, encoding, file, body) values ('acme', 'b4211c48b6f610f7d298c441d5735c3cd9d20d5f0157fb4843d087203ff04aab', null, null, null, 'a large piece');
insert into piece_uses (tenant, hash, position, owner) values ('acme', 'b4211c48b6f610f7d298c441d5735c3cd9d20d5f0157fb4843d087203ff04aab', 3, 'resp_1');
insert into work (tenant, topic, id, position, due_at, attempts, holder) values ('acme', 'runs', 'resp_1', 6, 1764000000000, 0, null);
