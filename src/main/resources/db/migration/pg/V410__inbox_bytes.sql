-- How many bytes wait for a client, beside how many messages: a full inbox is known by both.
alter table inbox_counts add column bytes bigint not null default 0;
update inbox_counts set bytes =
    (select coalesce(sum(m.size), 0) from inbox_messages m where m.client = inbox_counts.client);
