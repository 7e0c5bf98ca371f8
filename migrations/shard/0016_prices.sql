-- Currencies, exchange rates and price lists. The price of a variant in a currency stays in variant_prices.

-- What a store has set for a currency; one that a market sells in needs no row.
create table store_currencies (
  tenant_id uuid not null,
  code text not null,
  status text not null check (status in ('active', 'inactive')),
  conversion text not null check (conversion in ('manual', 'automatic')),
  margin_basis_points integer not null check (margin_basis_points between -9000 and 100000),
  rounding_increment bigint not null check (rounding_increment > 0),
  price_ending bigint check (price_ending >= 0 and price_ending < rounding_increment),
  updated_at timestamptz not null,
  primary key (tenant_id, code)
);
select app.protect_tenant_table('store_currencies');

create table exchange_rates (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  -- As on the currency markets: EURUSD is what one EUR costs in USD.
  pair text not null check (pair ~ '^[A-Z]{6}$'),
  rate numeric(20, 10) not null check (rate > 0),
  source text not null,
  confidence integer not null check (confidence between 0 and 100),
  trend text not null check (trend in ('up', 'down', 'stable')),
  valid_from timestamptz not null,
  -- A rate with an end holds until then; one without holds until the next.
  valid_until timestamptz check (valid_until > valid_from),
  created_at timestamptz not null,
  primary key (tenant_id, id)
);
create index on exchange_rates (tenant_id, valid_from desc, id desc);
-- In another order than the one above, though there are no nulls: so Postgres cannot look for a pair by going through all.
create index on exchange_rates (tenant_id, pair, valid_from desc nulls last, id desc);
create index on exchange_rates (tenant_id, pair, valid_until) where valid_until is not null;
select app.protect_tenant_table('exchange_rates');

create table price_lists (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  description text not null,
  type text not null check (type in ('sale', 'override')),
  status text not null check (status in ('draft', 'active')),
  starts_at timestamptz,
  ends_at timestamptz not null default 'infinity' check (ends_at > starts_at),
  priority integer not null,
  -- Each attribute of the buyer with the values that it may have.
  rules jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create index on price_lists (tenant_id, status, id desc);
create index on price_lists (tenant_id, ends_at) where status = 'active';
select app.protect_tenant_table('price_lists');

create table price_list_prices (
  tenant_id uuid not null,
  price_list_id uuid not null,
  id uuid not null default uuidv7(),
  variant_id uuid not null,
  currency text not null,
  amount bigint not null check (amount >= 0),
  min_quantity integer not null check (min_quantity > 0),
  max_quantity integer check (max_quantity >= min_quantity),
  rules jsonb not null,
  -- Rules may be larger than what an index can hold.
  rules_key text not null generated always as (md5(rules::text)) stored,
  primary key (tenant_id, price_list_id, id),
  constraint price_list_prices_key
    unique (tenant_id, variant_id, price_list_id, currency, min_quantity, rules_key),
  foreign key (tenant_id, price_list_id) references price_lists (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('price_list_prices');
