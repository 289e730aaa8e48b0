-- What is here. state: 0 live, 1 condemned, 2 leaving; since: when it came into it.
-- shape: 0 whole by itself, 1 a file whose chunks are not known, 2 a file whose chunks are in tree.
create table block (
    multihash   blob    not null primary key,
    size        integer not null,
    shape       integer not null,
    tree_blocks integer not null,
    tree_bytes  integer not null,
    state       integer not null,
    since       integer not null
) without rowid;
create index block_to_collect on block (state, since) where state <> 0;

-- The blocks beneath a root, however deep.
create table tree (
    root  blob not null,
    block blob not null,
    primary key (root, block)
) without rowid;
create index tree_by_block on tree (block, root);

-- Who needs what. scope: 0 the root alone, 1 its tree too. expires_at null: for ever.
create table pin (
    owner      text    not null,
    root       blob    not null,
    scope      integer not null,
    bytes      integer not null,
    taken_at   integer not null,
    expires_at integer,
    primary key (owner, root)
) without rowid;
create index pin_by_root on pin (root, scope);
create index pin_by_end on pin (expires_at) where expires_at is not null;

-- How often removed blocks have been forgotten: one row.
create table removal (
    count integer not null
);
insert into removal (count) values (0);
