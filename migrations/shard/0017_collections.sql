-- How a store sorts its products: categories, brands, merchants, tags and collections; and edits of many of them at once.

create table categories (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  parent_id uuid,
  -- All above it, from the root down to the parent.
  path uuid[] not null,
  position integer not null,
  name text not null,
  handle text not null,
  description text not null,
  image_url text not null,
  -- Null: all markets.
  markets text[],
  seo_title text not null,
  seo_description text not null,
  metadata jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint categories_handle_key unique (tenant_id, handle),
  constraint categories_parent_fkey foreign key (tenant_id, parent_id) references categories (tenant_id, id)
);
create index on categories (tenant_id, parent_id);
select app.protect_tenant_table('categories');

-- A product's own categories and, not direct, all above them: so that a category's products are one range of an index.
create table category_products (
  tenant_id uuid not null,
  category_id uuid not null,
  product_id uuid not null,
  direct boolean not null,
  primary key (tenant_id, category_id, product_id),
  constraint category_products_category_fkey foreign key (tenant_id, category_id) references categories (tenant_id, id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on category_products (tenant_id, product_id, category_id);
select app.protect_tenant_table('category_products');

create table brands (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  handle text not null,
  logo_url text not null,
  description text not null,
  popularity_score integer not null default 0 check (popularity_score between 0 and 100),
  popularity_override integer check (popularity_override between 0 and 100),
  quality_score integer not null default 50 check (quality_score between 0 and 100),
  quality_override integer check (quality_override between 0 and 100),
  popularity integer not null generated always as (coalesce(popularity_override, popularity_score)) stored,
  seo_title text not null,
  seo_description text not null,
  metadata jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint brands_handle_key unique (tenant_id, handle)
);
create index on brands (tenant_id, popularity, id);
select app.protect_tenant_table('brands');

create table merchants (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  market_code text not null,
  code text not null,
  name text not null,
  integration text not null check (integration in ('api', 'feed', 'manual', 'affiliate')),
  commission_basis_points integer not null check (commission_basis_points between 0 and 10000),
  status text not null check (status in ('active', 'paused')),
  contact_name text not null,
  contact_email text,
  contact_phone text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint merchants_code_key unique (tenant_id, code),
  constraint merchants_market_fkey foreign key (tenant_id, market_code) references markets (tenant_id, code)
);
create index on merchants (tenant_id, market_code, id);
select app.protect_tenant_table('merchants');

alter table products
  add column brand_id uuid,
  add column merchant_id uuid,
  add column title_key text collate "C" not null generated always as (lower(title)) stored,
  add constraint products_brand_fkey foreign key (tenant_id, brand_id) references brands (tenant_id, id),
  add constraint products_merchant_fkey foreign key (tenant_id, merchant_id) references merchants (tenant_id, id);
create index on products (tenant_id, brand_id, id);
create index on products (tenant_id, merchant_id, id);
create index on products (tenant_id, product_type, id);
create index on products (tenant_id, title_key, id);
create index on products (tenant_id, updated_at, id);

-- The tags of products once more, for finding them by one.
create table product_tags (
  tenant_id uuid not null,
  tag text not null,
  product_id uuid not null,
  primary key (tenant_id, tag, product_id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on product_tags (tenant_id, product_id);
select app.protect_tenant_table('product_tags');
insert into product_tags (tenant_id, tag, product_id)
select distinct tenant_id, unnest(tags), id from products;

create table collections (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  title text not null,
  handle text not null,
  description text not null,
  image_url text not null,
  -- Null: its products are chosen one by one.
  rule jsonb,
  sort text not null check (sort in ('manual', 'title', 'price_asc', 'price_desc', 'newest', 'oldest')),
  sort_currency text,
  starts_at timestamptz,
  ends_at timestamptz,
  markets text[],
  seo_title text not null,
  seo_description text not null,
  metadata jsonb not null,
  -- Null when its products are as they should be; else the last product that the refresh under way has looked at.
  refreshed_to uuid,
  refreshed_products integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint collections_handle_key unique (tenant_id, handle),
  constraint collections_period check (ends_at > starts_at),
  check (sort not in ('price_asc', 'price_desc') or sort_currency is not null)
);
create index on collections (tenant_id, id) where rule is not null;
select app.protect_tenant_table('collections');

-- Who belongs to which collection, whether by choice or by rule, in the collection's own order.
create table collection_products (
  tenant_id uuid not null,
  collection_id uuid not null,
  product_id uuid not null,
  -- Where it was put by hand.
  position integer not null,
  sort_key text collate "C" not null,
  primary key (tenant_id, collection_id, product_id),
  foreign key (tenant_id, collection_id) references collections (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on collection_products (tenant_id, collection_id, sort_key, product_id);
create index on collection_products (tenant_id, product_id, collection_id);
select app.protect_tenant_table('collection_products');

create table product_bulk_edits (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  status text not null check (status in ('queued', 'running', 'completed', 'failed')),
  dry_run boolean not null,
  -- Either the products or what they are found by.
  product_ids uuid[],
  filter jsonb,
  operations jsonb not null,
  -- Where the list of products that the filter finds goes on.
  cursor text,
  -- How often a run has begun: more than one means that an earlier one broke off.
  attempts integer not null default 0,
  processed_products integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  failed integer not null default 0,
  failure text,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (tenant_id, id),
  check ((product_ids is null) <> (filter is null))
);
select app.protect_tenant_table('product_bulk_edits');

create table product_bulk_edit_errors (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  product_bulk_edit_id uuid not null,
  -- Of a product that may be gone by now.
  product_id uuid not null,
  message text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, product_bulk_edit_id) references product_bulk_edits (tenant_id, id) on delete cascade
);
create index on product_bulk_edit_errors (tenant_id, product_bulk_edit_id, id);
select app.protect_tenant_table('product_bulk_edit_errors');
