create table carts (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  market_code text not null,
  currency text not null,
  status text not null default 'open' check (status in ('open', 'completed')),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, market_code) references markets (tenant_id, code)
);
select app.protect_tenant_table('carts');

create table cart_line_items (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  cart_id uuid not null,
  variant_id uuid not null,
  quantity integer not null check (quantity > 0),
  primary key (tenant_id, id),
  constraint cart_line_items_variant_key unique (tenant_id, cart_id, variant_id),
  foreign key (tenant_id, cart_id) references carts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
create index on cart_line_items (tenant_id, variant_id);
select app.protect_tenant_table('cart_line_items');
