-- A checkout fixes what was shown to the shopper: its lines keep their titles and prices until it expires.

create table checkouts (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  cart_id uuid not null,
  status text not null default 'open' check (status in ('open', 'completed')),
  market_code text not null,
  currency text not null,
  tax_basis_points integer not null,
  email text,
  shipping_address jsonb,
  shipping_method jsonb,
  payment_method text,
  order_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, cart_id) references carts (tenant_id, id) on delete cascade
);
create index on checkouts (tenant_id, cart_id);
select app.protect_tenant_table('checkouts');

create table checkout_line_items (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  checkout_id uuid not null,
  -- Null once the variant was deleted; such a checkout cannot be completed.
  variant_id uuid,
  product_id uuid not null,
  title text not null,
  variant_title text not null,
  sku text,
  quantity integer not null check (quantity > 0),
  unit_amount bigint not null check (unit_amount >= 0),
  taxable boolean not null,
  requires_shipping boolean not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, checkout_id) references checkouts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete set null (variant_id)
);
create index on checkout_line_items (tenant_id, checkout_id);
create index on checkout_line_items (tenant_id, variant_id);
select app.protect_tenant_table('checkout_line_items');
