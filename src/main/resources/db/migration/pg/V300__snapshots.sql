create table snapshots (
    thread     varchar(128) not null,
    client     varchar(128) not null,
    version    bigint       not null,
    digest     varchar(32)  not null,
    size       bigint       not null,
    is_current boolean      not null,
    stored_at  bigint       not null,
    ciphertext bytea        not null,
    primary key (client, thread, version)
);
create unique index snapshots_current on snapshots (client, thread) where is_current;
