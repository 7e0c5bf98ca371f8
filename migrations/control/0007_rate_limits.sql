-- Plans and what they allow, as data. In `rate_limits` null is no limit; windows are of the calendar, in UTC.
create table plans (
  name text primary key,
  title text not null,
  position integer not null,
  limits jsonb not null,
  rate_limits jsonb not null
);
grant select, insert, update, delete on plans to storeplane_app;

-- Limits are generous: a store's shoppers are many, and all of them count as the store.
with starter (tenant, key) as (
  values (
    '{"per_minute": 60000, "per_hour": 1000000, "per_day": 10000000, "per_month": 100000000, "concurrent": 1000,
      "burst": {"size": 6000, "per_second": 3000}}'::jsonb,
    '{"per_minute": 12000, "per_hour": null, "per_day": null, "per_month": null, "concurrent": 500,
      "burst": {"size": 2000, "per_second": 400}}'::jsonb)
), scaled (name, title, position, factor, api_calls_per_month, storage_bytes, users) as (
  values ('starter', 'Starter', 1, 1, 1000000, 5368709120, 5),
    ('pro', 'Pro', 2, 5, 10000000, 107374182400, 25),
    ('enterprise', 'Enterprise', 3, 20, null::bigint, null::bigint, null::integer)
), times as (
  select s.*, scope, jsonb_build_object(
    'per_minute', (l ->> 'per_minute')::bigint * factor, 'per_hour', (l ->> 'per_hour')::bigint * factor,
    'per_day', (l ->> 'per_day')::bigint * factor, 'per_month', (l ->> 'per_month')::bigint * factor,
    'concurrent', (l ->> 'concurrent')::bigint * factor,
    'burst', jsonb_build_object('size', (l -> 'burst' ->> 'size')::bigint * factor,
      'per_second', (l -> 'burst' ->> 'per_second')::bigint * factor)) as rates
  from scaled s, starter, lateral (values ('tenant', tenant), ('key', key)) as scopes (scope, l)
)
insert into plans (name, title, position, limits, rate_limits)
select name, title, position,
  jsonb_build_object('api_calls_per_month', api_calls_per_month, 'storage_bytes', storage_bytes, 'users', users),
  jsonb_object_agg(scope, rates)
from times group by name, title, position, api_calls_per_month, storage_bytes, users;

alter table tenants drop constraint tenants_plan_check, add foreign key (plan) references plans;
create trigger notify_gateways after insert or update or delete on plans
  for each row execute function notify_gateways('name');

-- What an owner can hold one key to.
create table rate_tiers (
  name text primary key,
  per_minute integer not null check (per_minute > 0)
);
grant select, insert, update, delete on rate_tiers to storeplane_app;
insert into rate_tiers values ('basic', 10), ('standard', 60), ('plus', 300), ('premium', 1000);
create trigger notify_gateways after update or delete on rate_tiers
  for each row execute function notify_gateways('name');

alter table api_keys add column rate_tier text references rate_tiers;

-- What differs from the plan for one store, for a time. Of several for the same limit the newest counts.
create table rate_limit_overrides (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  scope text not null check (scope in ('tenant', 'key')),
  limits jsonb not null,
  effective_from timestamptz not null default now(),
  effective_until timestamptz,
  reason text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  check (effective_until > effective_from)
);
select app.protect_tenant_table('rate_limit_overrides');

-- Gateways know a store's overrides as a part of its route.
create function touch_tenant() returns trigger language plpgsql as $$
begin
  update tenants set slug = slug where id = coalesce(new.tenant_id, old.tenant_id);
  return null;
end $$;
create trigger touch_tenant after insert or update or delete on rate_limit_overrides
  for each row execute function touch_tenant();

-- What each store or key has used of the windows that outlive a gateway. Each process adds what it served.
create table rate_limit_counts (
  tenant_id uuid not null references tenants on delete cascade,
  -- The tenant itself, or one of its keys.
  subject_id uuid not null,
  hour timestamptz not null,
  in_hour bigint not null,
  day timestamptz not null,
  in_day bigint not null,
  month timestamptz not null,
  in_month bigint not null,
  primary key (tenant_id, subject_id)
) with (fillfactor = 70);
select app.protect_tenant_table('rate_limit_counts');
