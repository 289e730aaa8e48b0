create table snapshots (
    thread     text    not null,
    client     text    not null,
    version    integer not null,
    digest     text    not null,
    size       integer not null,
    is_current boolean not null,
    stored_at  integer not null,
    ciphertext blob    not null,
    primary key (client, thread, version)
);
create unique index snapshots_current on snapshots (client, thread) where is_current;
