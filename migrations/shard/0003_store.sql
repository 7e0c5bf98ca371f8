-- A store's own settings and the markets it sells to.

create table stores (
  tenant_id uuid not null primary key,
  name text not null,
  contact_email text not null,
  default_market text not null,
  test_payments boolean not null default true,
  low_stock_threshold integer not null default 5 check (low_stock_threshold >= 0),
  updated_at timestamptz not null default now()
);
select app.protect_tenant_table('stores');

create table markets (
  tenant_id uuid not null,
  code text not null,
  name text not null,
  currency text not null,
  tax_basis_points integer not null check (tax_basis_points between 0 and 10000),
  primary key (tenant_id, code)
);
select app.protect_tenant_table('markets');

create table shipping_methods (
  tenant_id uuid not null,
  market_code text not null,
  code text not null,
  name text not null,
  amount bigint not null check (amount >= 0),
  free_above bigint check (free_above >= 0),
  position integer not null,
  primary key (tenant_id, market_code, code),
  foreign key (tenant_id, market_code) references markets (tenant_id, code) on delete cascade
);
select app.protect_tenant_table('shipping_methods');
