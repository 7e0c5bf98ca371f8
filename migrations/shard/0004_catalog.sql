create table products (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  title text not null,
  handle text not null,
  description text not null,
  status text not null check (status in ('draft', 'active', 'archived')),
  vendor text not null,
  product_type text not null,
  tags text[] not null,
  options text[] not null,
  seo_title text not null,
  seo_description text not null,
  metadata jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint products_handle_key unique (tenant_id, handle)
);
create index on products (tenant_id, status, id desc);
select app.protect_tenant_table('products');

create table product_images (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  product_id uuid not null,
  url text not null,
  alt text not null,
  position integer not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on product_images (tenant_id, product_id);
select app.protect_tenant_table('product_images');

create table variants (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  product_id uuid not null,
  position integer not null,
  title text not null,
  sku text,
  barcode text not null,
  option_values text[] not null,
  weight_grams integer not null check (weight_grams >= 0),
  weight_unit text not null check (weight_unit in ('g', 'kg', 'oz', 'lb')),
  requires_shipping boolean not null,
  taxable boolean not null,
  image_url text not null,
  metadata jsonb not null,
  primary key (tenant_id, id),
  -- Checked when a statement ends, so that two variants may swap their SKUs in one.
  constraint variants_sku_key unique (tenant_id, sku) deferrable initially immediate,
  -- Deferred, so that two variants of a product may swap their options in one update.
  constraint variants_options_key unique (tenant_id, product_id, option_values) deferrable initially deferred,
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on variants (tenant_id, product_id);
select app.protect_tenant_table('variants');

create table variant_prices (
  tenant_id uuid not null,
  variant_id uuid not null,
  currency text not null,
  amount bigint not null check (amount >= 0),
  compare_at_amount bigint check (compare_at_amount >= 0),
  primary key (tenant_id, variant_id, currency),
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('variant_prices');
