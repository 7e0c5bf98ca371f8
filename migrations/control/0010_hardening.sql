-- Requests that were refused, so that those who run a store can find out why. Kept for a week.
create table refusals (
  -- Of the store whose rule it was; 00000000-… where there was none.
  tenant_id uuid not null,
  -- The request's id, a UUIDv7.
  id uuid not null,
  at timestamptz not null,
  status integer not null,
  code text not null,
  method text not null,
  path text not null,
  rule text not null,
  needed text,
  had text,
  principal_kind text not null,
  principal_id text not null,
  -- How a credential began that was not accepted. It is not stored itself.
  hint text,
  client_address text not null,
  primary key (tenant_id, id)
);
create index on refusals (tenant_id, code, id);
create index on refusals (tenant_id, principal_id, id);
create index on refusals (at);
select app.protect_tenant_table('refusals');

-- How many more there were in a minute than are kept one by one.
create table refusal_counts (
  tenant_id uuid not null,
  minute timestamptz not null,
  code text not null,
  rule text not null,
  status integer not null,
  count bigint not null,
  primary key (tenant_id, minute, code, rule)
);
create index on refusal_counts (minute);
select app.protect_tenant_table('refusal_counts');

-- The origins whose pages may use the shopper API; null: all.
alter table tenants add column cors_origins text[];
