-- Events in commit order: one writer, so the number alone is the order.
create table outbox (
    number     integer primary key autoincrement,
    tx         integer not null default 0,
    topic      text    not null,
    subject    text    not null,
    payload    text    not null,
    created_at integer not null
);
create index outbox_by_topic_subject on outbox (topic, subject, tx, number);
create index outbox_by_topic on outbox (topic, tx, number);
create index outbox_by_age on outbox (created_at);
