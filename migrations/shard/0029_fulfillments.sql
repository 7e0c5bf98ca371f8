-- How goods of orders leave: who sends them, from where, in which parcels, and where those are. And the invoices.

alter table stock_movements
  drop constraint stock_movements_kind_check,
  -- `fulfilled`: it left its shelf for an order, or came back as that was cancelled.
  add constraint stock_movements_kind_check check (kind in ('received', 'sold', 'returned', 'adjusted', 'counted',
    'transfer_out', 'transfer_in', 'reserved', 'released', 'fulfilled'));

-- Who sends what lies at a location; the store itself, where there is no row.
create table fulfillment_providers (
  tenant_id uuid not null,
  location_id uuid not null,
  kind text not null check (kind in ('dropship', 'third_party')),
  settings jsonb not null,
  -- The secret by which both sides sign.
  sealed text check ((sealed is not null) = (kind = 'third_party')),
  updated_at timestamptz not null,
  primary key (tenant_id, location_id),
  foreign key (tenant_id, location_id) references locations (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('fulfillment_providers');

create table fulfillments (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  location_id uuid,
  provider text not null check (provider in ('manual', 'dropship', 'third_party')),
  status text not null check (status in ('requested', 'pending', 'cancelling', 'shipped', 'in_transit', 'out_for_delivery',
    'delivered', 'cancelled')),
  -- [{ carrier, number, url }], one for each parcel
  tracking jsonb not null,
  -- [{ status, at }], the oldest first
  history jsonb not null,
  estimated_delivery date,
  -- Whether its shopper is told.
  notify boolean not null,
  -- The provider's own id of it.
  reference text,
  -- Why the provider did not do what it was asked last, if so.
  problem text,
  -- How often it was asked since staff wanted it last.
  attempts integer not null default 0,
  -- When what the provider told last had happened: what is older changes nothing.
  told_at timestamptz,
  -- Of the token by which a supplier answers.
  link_hash text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  constraint fulfillments_link_key unique (tenant_id, link_hash),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  foreign key (tenant_id, location_id) references locations (tenant_id, id) on delete set null (location_id)
);
create index on fulfillments (tenant_id, order_id, id);
create index on fulfillments (tenant_id, location_id);
select app.protect_tenant_table('fulfillments');

create table fulfillment_line_items (
  tenant_id uuid not null,
  fulfillment_id uuid not null,
  line_item_id uuid not null,
  quantity integer not null check (quantity > 0),
  -- How many of them were taken from counted stock.
  taken_quantity integer not null check (taken_quantity between 0 and quantity),
  primary key (tenant_id, fulfillment_id, line_item_id),
  foreign key (tenant_id, fulfillment_id) references fulfillments (tenant_id, id) on delete cascade,
  foreign key (tenant_id, line_item_id) references order_line_items (tenant_id, id) on delete cascade
);
create index on fulfillment_line_items (tenant_id, line_item_id);
select app.protect_tenant_table('fulfillment_line_items');

-- Wrong guesses of order numbers and e-mail addresses, by the network that they come from.
create table tracking_attempts (
  tenant_id uuid not null,
  network text not null,
  attempts integer not null,
  since timestamptz not null,
  primary key (tenant_id, network)
);
create index on tracking_attempts (tenant_id, since);
select app.protect_tenant_table('tracking_attempts');

-- Who invoices are from.
create table invoice_settings (
  tenant_id uuid not null primary key,
  settings jsonb not null,
  updated_at timestamptz not null
);
select app.protect_tenant_table('invoice_settings');

create table invoice_counters (
  tenant_id uuid not null primary key,
  last_number integer not null
);
select app.protect_tenant_table('invoice_counters');

-- What was issued stays as it was, so all that it says is kept with it. It outlives its order, so it has no foreign key.
create table invoices (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  number integer not null,
  content jsonb not null,
  issued_at timestamptz not null,
  primary key (tenant_id, id),
  constraint invoices_number_key unique (tenant_id, number),
  constraint invoices_order_key unique (tenant_id, order_id)
);
select app.protect_tenant_table('invoices');
revoke update, delete on invoices from storeplane_app;
