create table inbox_messages (
    number      integer primary key autoincrement,
    cid         text    not null,
    author      text    not null,
    client      text    not null,
    size        integer not null,
    received_at integer not null,
    returned    boolean not null,
    unique (client, cid)
);
create index inbox_by_client on inbox_messages (client, number);
create index inbox_returned on inbox_messages (client) where returned;
create index inbox_by_cid on inbox_messages (cid);
create index inbox_by_age on inbox_messages (received_at);

create table inbox_counts (
    client  text    not null primary key,
    waiting integer not null
);
