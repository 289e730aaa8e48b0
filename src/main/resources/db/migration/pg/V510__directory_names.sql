-- The three-letter pieces of folded names: a part of a name is found without reading every name.
create table published_grams (
    gram       text   not null,
    peer       text   not null,
    updated_at bigint not null,
    primary key (peer, gram)
);
create index published_grams_by_age on published_grams (gram, updated_at desc, peer);
insert into published_grams (gram, peer, updated_at)
select distinct substr(p.folded, n, 3), p.peer, p.updated_at
from published_peers p, generate_series(1, 1022) n
where n <= char_length(p.folded) - 2;
