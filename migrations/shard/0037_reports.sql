-- What a store sold, added up by hour, day and month as it happens, so that no report goes through orders.

-- In which time zone the store's days begin; null: that of its default market.
alter table stores add column time_zone text;

-- How far what was written without events was counted, and in which time zone all is counted.
create table report_states (
  tenant_id uuid not null primary key,
  time_zone text not null,
  -- The last order counted of those in the order of their changes, and the last checkout.
  order_changed_at timestamptz,
  order_id uuid,
  checkout_id uuid
);
select app.protect_tenant_table('report_states');

-- What an order, or a cart that came to a checkout, adds to the sums: taken out before it is added anew.
create table report_entries (
  tenant_id uuid not null,
  id uuid not null,
  time_zone text not null default 'UTC',
  facts jsonb not null default '[]',
  primary key (tenant_id, id)
);
select app.protect_tenant_table('report_entries');

-- Amounts in minor units of the currency.
create table report_sums (
  tenant_id uuid not null,
  unit text not null check (unit in ('hour', 'day', 'month')),
  -- Of an hour when it begins, in UTC; of a day and a month their date in the store's time zone.
  start text collate "C" not null,
  currency text not null,
  market_code text not null,
  orders bigint not null,
  units bigint not null,
  gross bigint not null,
  discounts bigint not null,
  shipping bigint not null,
  tax bigint not null,
  total bigint not null,
  -- Of the goods alone, after discounts and without tax.
  net bigint not null,
  refunds bigint not null,
  refunded_units bigint not null,
  refunded_tax bigint not null,
  refunded_net bigint not null,
  -- Orders that were the first of their address.
  first_orders bigint not null,
  checkouts_begun bigint not null,
  checkouts_completed bigint not null,
  primary key (tenant_id, unit, start, currency, market_code)
);
select app.protect_tenant_table('report_sums');

create table report_products (
  tenant_id uuid not null,
  unit text not null check (unit in ('day', 'month')),
  start text collate "C" not null,
  currency text not null,
  product_id uuid not null,
  -- Both without what was refunded; revenue after discounts and without tax.
  units bigint not null,
  revenue bigint not null,
  primary key (tenant_id, unit, start, currency, product_id)
);
select app.protect_tenant_table('report_products');
