create table published_peers (
    peer       text not null primary key,
    address    text not null,
    name       text not null,
    folded     text not null,
    avatar     text not null,
    inboxes    text not null,
    created_at integer not null,
    updated_at integer not null
);
create index published_peers_by_address on published_peers (address, updated_at);
create index published_peers_by_age on published_peers (updated_at);
