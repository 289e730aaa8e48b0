-- Who may register, who did, and their sessions. Times are milliseconds since 1970.
create table access_tokens (
    id         text primary key,
    label      text not null,
    hash       text not null,
    created_at integer not null,
    expires_at integer,
    max_uses   integer,
    uses       integer not null,
    disabled   boolean not null,
    imported   boolean not null
);

create table clients (
    peer       text primary key,
    address    text not null,
    created_at integer not null,
    last_seen  integer not null,
    token_id   text not null,
    proven     boolean not null
);
create index clients_by_address on clients (address, last_seen);
create index clients_by_token on clients (token_id, peer);

create table challenges (
    value      text primary key,
    address    text not null,
    peer       text,
    created_at integer not null,
    expires_at integer not null,
    used_at    integer,
    request    text,
    result     text
);
create index challenges_by_end on challenges (expires_at);

create table sessions (
    id              text primary key,
    family          text not null,
    client          text not null,
    account         text not null,
    issued_at       integer not null,
    access_expires  integer not null,
    refresh_expires integer not null,
    used_at         integer,
    successor       text,
    refreshed_at    integer,
    revoked_at      integer
);
create index sessions_by_family on sessions (family);
create index sessions_by_client on sessions (client);
create index sessions_by_account on sessions (account, issued_at);
create index sessions_by_end on sessions (refresh_expires);
