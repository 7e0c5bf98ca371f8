-- Orders as staff work on them: notes and tags, edits, lists that find them, and files of them.

alter table orders no force row level security;
alter table order_line_items no force row level security;
alter table checkouts no force row level security;
alter table checkout_line_items no force row level security;

alter table orders
  -- Market, customer, terms, the promotions that were given and the rates on shipping: what an edit is priced by.
  add column basis jsonb,
  -- Counts edits of the lines, so that nobody edits what they have not seen.
  add column version integer not null default 1,
  add column note text not null default '',
  add column tags text[] not null default '{}',
  add column metadata jsonb not null default '{}',
  add column updated_at timestamptz not null default now();
alter table order_line_items
  add column requires_shipping boolean not null default true,
  -- What promotions ask about: collections, categories, tags and brand.
  add column groups jsonb not null default '{}';

update orders o set updated_at = coalesce(o.cancelled_at, o.placed_at), basis = coalesce(
  (select (c.basis - 'faults') || jsonb_build_object('shipping_taxes', coalesce(c.taxes -> 'shipping', '[]'))
    from checkouts c where c.tenant_id = o.tenant_id and c.id = o.checkout_id),
  jsonb_build_object('at', to_char(o.placed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'market', o.market_code, 'currency', o.currency, 'promotions', '[]'::jsonb, 'shipping_taxes', '[]'::jsonb,
    'customer', '{"id": null, "group_ids": [], "order_count": 0}'::jsonb,
    'terms', '{"tax_rounding": "line", "rate_rounding": "together", "rounding": "half_up", "tax_basis": "discounted",
      "shipping_tax": "none", "percent_rounding": "line", "percent_rounds": "discount", "total_rounding": 1}'::jsonb
      || jsonb_build_object('prices_include_tax', o.tax_included_amount > 0)));
alter table orders alter column basis set not null;

-- The lines of an order are those of its checkout, in the same order.
update order_line_items l set requires_shipping = c.requires_shipping, groups = c.groups
from (
  select tenant_id, order_id, id, row_number() over (partition by tenant_id, order_id order by id) as n from order_line_items) i
join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id
join (
  select tenant_id, checkout_id, requires_shipping, groups,
    row_number() over (partition by tenant_id, checkout_id order by id) as n from checkout_line_items) c
  on c.tenant_id = o.tenant_id and c.checkout_id = o.checkout_id and c.n = i.n
where l.tenant_id = i.tenant_id and l.id = i.id;
-- Lines from before rates were kept: the rate that their tax was.
update order_line_items set taxes = jsonb_build_array(jsonb_build_object('code', 'sales_tax', 'name', 'Sales tax',
    'ppm', round(tax_amount * 1000000.0 / net_amount)::bigint, 'amount', tax_amount))
  where taxes = '[]' and tax_amount > 0 and net_amount > 0;

create function app.order_changed() returns trigger language plpgsql as $$
begin
  -- As fine as the cursors of lists.
  new.updated_at := date_trunc('milliseconds', clock_timestamp());
  return new;
end $$;
create trigger order_changed before update on orders for each row execute function app.order_changed();

-- Lists by each of what they filter by, newest first, and in each of the orders that they can have.
drop index orders_tenant_id_email_id_idx, orders_tenant_id_market_code_idx;
alter table orders drop column email_lower;
-- In the order of its bytes, so that a range of it is all addresses with a beginning.
alter table orders add column email_lower text collate "C" generated always as (lower(email)) stored;
create index on orders (tenant_id, email_lower, id desc);
create index on orders (tenant_id, market_code, id desc);
create index on orders (tenant_id, status, id desc);
create index on orders (tenant_id, fulfillment_status, id desc);
create index on orders (tenant_id, payment_method, id desc);
create index on orders (tenant_id, currency, id desc);
create index on orders (tenant_id, total_amount, id);
create index on orders (tenant_id, updated_at, id);
drop index order_line_items_tenant_id_variant_id_idx;
create index on order_line_items (tenant_id, variant_id, order_id);
create index on order_line_items (tenant_id, product_id, order_id);

-- What an order is found by: words of its recipient and its products, `sku:…` and `tag:…`. Orders are never deleted alone.
create table order_terms (
  tenant_id uuid not null,
  term text collate "C" not null,
  order_id uuid not null,
  primary key (tenant_id, term, order_id)
);
select app.protect_tenant_table('order_terms');
alter table order_terms no force row level security;
insert into order_terms (tenant_id, term, order_id)
select distinct tenant_id, term, id from (
  select o.tenant_id, o.id, left(word, 50) as term
  from orders o, regexp_split_to_table(lower(normalize(coalesce(o.shipping_address ->> 'name', ''), NFKC)), '[^[:alnum:]]+') as word
  union all
  select l.tenant_id, l.order_id, left(word, 50)
  from order_line_items l, regexp_split_to_table(lower(normalize(l.title, NFKC)), '[^[:alnum:]]+') as word
  union all
  select l.tenant_id, l.order_id, 'sku:' || left(lower(l.sku), 100) from order_line_items l where l.sku is not null) t
where term <> '';
alter table order_terms force row level security;

create table order_edits (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  -- The order's version that it made.
  version integer not null,
  actor_kind text not null,
  actor_id text not null,
  actor_label text,
  note text not null,
  difference_amount bigint not null,
  before jsonb not null,
  after jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index on order_edits (tenant_id, order_id, id desc);
select app.protect_tenant_table('order_edits');

create table order_views (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  filter jsonb not null,
  sort text not null,
  shared boolean not null,
  owner_kind text not null,
  owner_id text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('order_views');

create table order_exports (
  tenant_id uuid not null,
  id uuid not null,
  status text not null check (status in ('queued', 'running', 'completed', 'failed')),
  filter jsonb not null,
  total_orders integer not null default 0,
  processed_orders integer not null default 0,
  is_counted boolean not null default false,
  -- The last order that was counted, or that is in the file.
  reached uuid,
  -- The parts of the file in their order: key and bytes of each.
  parts jsonb not null default '[]',
  -- The key of the part that is being stored.
  pending text,
  -- Starts since it last went on by itself, and in all.
  attempts integer not null default 0,
  runs integer not null default 0,
  failure text,
  created_at timestamptz not null,
  completed_at timestamptz,
  expires_at timestamptz not null,
  primary key (tenant_id, id)
);
create index on order_exports (tenant_id, expires_at);
select app.protect_tenant_table('order_exports');

alter table orders force row level security;
alter table order_line_items force row level security;
alter table checkouts force row level security;
alter table checkout_line_items force row level security;
