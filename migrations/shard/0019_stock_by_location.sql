-- Stock lies at locations. Whatever moves it is written into a ledger, and who holds what is known.

create table locations (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  code text not null,
  address jsonb,
  -- Countries that are served from here by preference; none: all alike.
  countries text[] not null default '{}',
  -- The lowest is taken from first.
  priority integer not null default 0,
  status text not null default 'active' check (status in ('active', 'inactive')),
  fulfils_online boolean not null default true,
  is_default boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint locations_code_key unique (tenant_id, code),
  constraint locations_default_sells check (not is_default or (status = 'active' and fulfils_online))
);
create unique index locations_default_key on locations (tenant_id) where is_default;

-- The owner must see all stores until existing rows are converted; what is new is protected after that.
alter table stores no force row level security;
alter table inventory_levels no force row level security;
alter table orders no force row level security;
alter table order_line_items no force row level security;

alter table stores
  add column allocation_strategy text not null default 'priority'
    check (allocation_strategy in ('priority', 'highest_stock', 'nearest', 'fewest_splits')),
  add column reserve_stock text not null default 'order' check (reserve_stock in ('order', 'cart')),
  add column reservation_minutes integer not null default 30 check (reservation_minutes between 1 and 10080);

insert into locations (tenant_id, name, code, is_default)
select tenant_id, 'Default location', 'default', true from stores;

-- A level is what there is of a variant at a location. What is on hand and not available is held by carts and orders. The
-- settings are the variant's own and the same at all its locations, so that a sale reads nothing else.
alter table inventory_levels
  drop constraint inventory_never_oversold,
  alter column available type bigint,
  add column id uuid not null default uuidv7(),
  add column location_id uuid,
  add column on_hand bigint,
  -- Of the protected balance; null: never runs out.
  add column floor bigint,
  add column backorder_threshold bigint,
  add column low_stock_threshold bigint check (low_stock_threshold >= 0),
  -- The variant's own threshold or else the store's.
  add column low_at bigint;

with held as (
  select i.tenant_id, i.variant_id, sum(i.quantity) as quantity
  from order_line_items i
  join orders o on o.tenant_id = i.tenant_id and o.id = i.order_id
  where o.status = 'open' and o.fulfillment_status = 'unfulfilled' group by 1, 2)
update inventory_levels l
set location_id = k.id, low_at = s.low_stock_threshold, floor = case when l.tracked and l.policy = 'deny' then 0 end,
  on_hand = l.available + case when l.tracked then coalesce(
    (select quantity from held where held.tenant_id = l.tenant_id and held.variant_id = l.variant_id), 0) else 0 end
from locations k join stores s on s.tenant_id = k.tenant_id
where k.tenant_id = l.tenant_id and k.is_default;

alter table inventory_levels
  alter column location_id set not null,
  alter column on_hand set not null,
  alter column low_at set not null,
  -- Stored, so that the index below changes only when it does and not with each sale.
  add column low boolean not null generated always as (tracked and available <= low_at) stored,
  drop constraint inventory_levels_pkey,
  add primary key (tenant_id, id),
  add constraint inventory_levels_place_key unique (tenant_id, variant_id, location_id),
  add foreign key (tenant_id, location_id) references locations (tenant_id, id) on delete cascade;
create index on inventory_levels (tenant_id, location_id, id desc);
create index on inventory_levels (tenant_id, id desc) where low;
select app.protect_balance('inventory_levels');

create table stock_reservations (
  tenant_id uuid not null,
  holder_id uuid not null,
  holder text not null check (holder in ('cart', 'order')),
  level_id uuid not null,
  quantity bigint not null check (quantity > 0),
  expires_at timestamptz check ((expires_at is null) = (holder = 'order')),
  primary key (tenant_id, holder_id, level_id),
  foreign key (tenant_id, level_id) references inventory_levels (tenant_id, id) on delete cascade
);
create index on stock_reservations (tenant_id, level_id);
create index on stock_reservations (tenant_id, expires_at) where expires_at is not null;
insert into stock_reservations (tenant_id, holder_id, holder, level_id, quantity)
select i.tenant_id, o.id, 'order', l.id, sum(i.quantity)
from orders o
join order_line_items i on i.tenant_id = o.tenant_id and i.order_id = o.id
join inventory_levels l on l.tenant_id = i.tenant_id and l.variant_id = i.variant_id and l.tracked
where o.status = 'open' and o.fulfillment_status = 'unfulfilled' group by 1, 2, 4;
select app.protect_tenant_table('stock_reservations');

-- The ledger outlives what it tells of, so it has no foreign keys. The sums of a place are its level.
create table stock_movements (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  variant_id uuid not null,
  location_id uuid not null,
  kind text not null check (kind in ('received', 'sold', 'returned', 'adjusted', 'counted', 'transfer_out', 'transfer_in',
    'reserved', 'released')),
  on_hand bigint not null,
  available bigint not null,
  reason text not null,
  -- The order, cart, transfer, count or adjustment.
  reference_id uuid,
  actor text not null,
  at timestamptz not null,
  primary key (tenant_id, id)
);
create index on stock_movements (tenant_id, variant_id, id desc);
create index on stock_movements (tenant_id, location_id, id desc);
create index on stock_movements (tenant_id, reference_id, id desc);
insert into stock_movements (tenant_id, variant_id, location_id, kind, on_hand, available, reason, actor, at)
select tenant_id, variant_id, location_id, 'adjusted', on_hand, available, 'Opening balance', 'migration', now()
from inventory_levels where on_hand <> 0 or available <> 0;
select app.protect_tenant_table('stock_movements');
-- What was written stays.
revoke update, delete on stock_movements from storeplane_app;

select app.protect_tenant_table('locations');
alter table stores force row level security;
alter table inventory_levels force row level security;
alter table orders force row level security;
alter table order_line_items force row level security;

create table stock_transfers (
  tenant_id uuid not null,
  id uuid not null,
  from_location_id uuid not null,
  to_location_id uuid not null check (to_location_id <> from_location_id),
  status text not null check (status in ('draft', 'in_transit', 'received', 'cancelled')),
  note text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, from_location_id) references locations (tenant_id, id),
  foreign key (tenant_id, to_location_id) references locations (tenant_id, id)
);
create index on stock_transfers (tenant_id, from_location_id);
create index on stock_transfers (tenant_id, to_location_id);
create index on stock_transfers (tenant_id, status, id desc);
select app.protect_tenant_table('stock_transfers');

create table stock_transfer_lines (
  tenant_id uuid not null,
  stock_transfer_id uuid not null,
  variant_id uuid not null,
  quantity bigint not null check (quantity > 0),
  received bigint not null default 0 check (received between 0 and quantity),
  primary key (tenant_id, stock_transfer_id, variant_id),
  foreign key (tenant_id, stock_transfer_id) references stock_transfers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
create index on stock_transfer_lines (tenant_id, variant_id);
select app.protect_tenant_table('stock_transfer_lines');

create table stock_counts (
  tenant_id uuid not null,
  id uuid not null,
  location_id uuid not null,
  status text not null check (status in ('open', 'applied', 'cancelled')),
  note text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, location_id) references locations (tenant_id, id)
);
create index on stock_counts (tenant_id, location_id);
create index on stock_counts (tenant_id, status, id desc);
select app.protect_tenant_table('stock_counts');

create table stock_count_lines (
  tenant_id uuid not null,
  stock_count_id uuid not null,
  variant_id uuid not null,
  -- On hand when it was counted: what moves until the count is applied is no difference.
  expected bigint not null,
  counted bigint not null check (counted >= 0),
  primary key (tenant_id, stock_count_id, variant_id),
  foreign key (tenant_id, stock_count_id) references stock_counts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
create index on stock_count_lines (tenant_id, variant_id);
select app.protect_tenant_table('stock_count_lines');
