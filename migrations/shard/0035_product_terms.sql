-- What shoppers find products by: words of their title, vendor, type and tags, and their SKUs.
create table product_terms (
  tenant_id uuid not null,
  term text collate "C" not null,
  product_id uuid not null,
  primary key (tenant_id, term, product_id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on product_terms (tenant_id, product_id);
select app.protect_tenant_table('product_terms');
alter table product_terms no force row level security;
alter table products no force row level security;
alter table variants no force row level security;
insert into product_terms (tenant_id, term, product_id)
select distinct tenant_id, left(word, 50), id from (
  select p.tenant_id, p.id, word
  from products p, regexp_split_to_table(
    lower(normalize(p.title || ' ' || p.vendor || ' ' || p.product_type || ' ' || array_to_string(p.tags, ' '), NFKC)),
    '[^[:alnum:]]+') as word
  union all
  select v.tenant_id, v.product_id, lower(v.sku) from variants v where v.sku is not null) t
where word <> '';
alter table product_terms force row level security;
alter table products force row level security;
alter table variants force row level security;
