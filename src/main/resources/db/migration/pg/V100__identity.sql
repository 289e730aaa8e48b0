-- Who may register, who did, and their sessions. Times are milliseconds since 1970.
create table access_tokens (
    id         varchar(24)  primary key,
    label      varchar(200) not null,
    hash       varchar(128) not null,
    created_at bigint       not null,
    expires_at bigint,
    max_uses   integer,
    uses       integer      not null,
    disabled   boolean      not null,
    imported   boolean      not null
);

create table clients (
    peer       varchar(64) primary key,
    address    varchar(48) not null,
    created_at bigint      not null,
    last_seen  bigint      not null,
    token_id   varchar(24) not null,
    proven     boolean     not null
);
create index clients_by_address on clients (address, last_seen);
create index clients_by_token on clients (token_id, peer);

create table challenges (
    value      varchar(27) primary key,
    address    varchar(48) not null,
    peer       varchar(64),
    created_at bigint      not null,
    expires_at bigint      not null,
    used_at    bigint,
    request    varchar(128),
    result     varchar(27)
);
create index challenges_by_end on challenges (expires_at);

create table sessions (
    id              varchar(64) primary key,
    family          varchar(64) not null,
    client          varchar(64) not null,
    account         varchar(48) not null,
    issued_at       bigint      not null,
    access_expires  bigint      not null,
    refresh_expires bigint      not null,
    used_at         bigint,
    successor       varchar(64),
    refreshed_at    bigint,
    revoked_at      bigint
);
create index sessions_by_family on sessions (family);
create index sessions_by_client on sessions (client);
create index sessions_by_account on sessions (account, issued_at);
create index sessions_by_end on sessions (refresh_expires);
