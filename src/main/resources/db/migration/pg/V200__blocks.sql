-- What is here. state: 0 live, 1 condemned, 2 leaving; since: when it came into it.
-- shape: 0 whole by itself, 1 a file whose chunks are not known, 2 a file whose chunks are in tree.
create table block (
    multihash   bytea not null primary key,
    size        bigint not null,
    shape       integer not null,
    tree_blocks integer not null,
    tree_bytes  bigint not null,
    state       integer not null,
    since       bigint not null
);
create index block_to_collect on block (state, since) where state <> 0;

-- The blocks beneath a root, however deep.
create table tree (
    root        bytea not null,
    block       bytea not null,
    primary key (root, block)
);
create index tree_by_block on tree (block, root);

-- Who needs what. scope: 0 the root alone, 1 its tree too. expires_at null: for ever.
create table pin (
    owner       varchar(160) not null,
    root        bytea not null,
    scope       integer not null,
    bytes       bigint not null,
    taken_at    bigint not null,
    expires_at  bigint,
    primary key (owner, root)
);
create index pin_by_root on pin (root, scope);
create index pin_by_end on pin (expires_at) where expires_at is not null;

-- How often removed blocks have been forgotten: one row.
create table removal (
    count bigint not null
);
insert into removal (count) values (0);
