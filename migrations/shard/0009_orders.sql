create table order_counters (
  tenant_id uuid not null primary key,
  last_number integer not null
);
select app.protect_tenant_table('order_counters');

create table orders (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  number integer not null,
  checkout_id uuid not null,
  status text not null check (status in ('open', 'cancelled')),
  payment_status text not null check (payment_status in ('pending', 'paid')),
  fulfillment_status text not null check (fulfillment_status in ('unfulfilled', 'fulfilled')),
  email text not null,
  market_code text not null,
  currency text not null,
  shipping_address jsonb,
  shipping_method jsonb,
  payment_method text not null,
  subtotal_amount bigint not null,
  discount_amount bigint not null,
  shipping_amount bigint not null,
  tax_amount bigint not null,
  total_amount bigint not null,
  placed_at timestamptz not null,
  primary key (tenant_id, id),
  constraint orders_number_key unique (tenant_id, number),
  -- A checkout becomes an order once; the database itself refuses a second.
  constraint orders_checkout_key unique (tenant_id, checkout_id),
  constraint orders_add_up check (total_amount = subtotal_amount - discount_amount + shipping_amount + tax_amount)
);
create index on orders (tenant_id, email, id desc);
create index on orders (tenant_id, payment_status, id desc);
select app.protect_tenant_table('orders');

create table order_line_items (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  order_id uuid not null,
  variant_id uuid,
  product_id uuid not null,
  title text not null,
  variant_title text not null,
  sku text,
  quantity integer not null check (quantity > 0),
  unit_amount bigint not null,
  tax_amount bigint not null,
  total_amount bigint not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete set null (variant_id)
);
create index on order_line_items (tenant_id, order_id);
create index on order_line_items (tenant_id, variant_id);
select app.protect_tenant_table('order_line_items');

create table payments (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  order_id uuid not null,
  method text not null check (method in ('manual', 'test')),
  amount bigint not null check (amount >= 0),
  currency text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index on payments (tenant_id, order_id);
select app.protect_tenant_table('payments');
