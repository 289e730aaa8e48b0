-- The three-letter pieces of folded names: a part of a name is found without reading every name.
create table published_grams (
    gram       text    not null,
    peer       text    not null,
    updated_at integer not null,
    primary key (peer, gram)
) without rowid;
create index published_grams_by_age on published_grams (gram, updated_at desc, peer);
insert into published_grams (gram, peer, updated_at)
with recursive place (n) as (select 1 union all select n + 1 from place where n < 1022)
select distinct substr(p.folded, n, 3), p.peer, p.updated_at
from published_peers p join place on n <= length(p.folded) - 2;
