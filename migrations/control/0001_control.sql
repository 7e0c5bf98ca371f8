-- What the control plane knows. No store data is kept here.

do $$ begin
  create role storeplane_app login nosuperuser nocreatedb nocreaterole nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

revoke all on schema public from public;
grant usage on schema public to storeplane_app;

create table accounts (
  id uuid primary key default uuidv7(),
  email text not null,
  password_hash text not null,
  created_at timestamptz not null default now(),
  constraint accounts_email_key unique (email)
);

create table sessions (
  id uuid primary key default uuidv7(),
  account_id uuid not null references accounts on delete cascade,
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on sessions (account_id);

create table shards (
  name text primary key,
  region text not null,
  status text not null default 'active' check (status in ('active', 'readonly', 'maintenance')),
  max_tenants integer not null check (max_tenants > 0),
  current_tenants integer not null default 0 check (current_tenants between 0 and max_tenants),
  -- Where its workers listen; null when they run inside the gateway's process.
  worker_url text
);

create table tenants (
  id uuid primary key default uuidv7(),
  slug text not null,
  name text not null,
  contact_email text not null,
  status text not null default 'active' check (status in ('active', 'suspended', 'cancelled')),
  plan text not null default 'starter' check (plan in ('starter', 'pro', 'enterprise')),
  settings jsonb not null default '{}',
  limits jsonb not null default '{"api_calls_per_month": null, "storage_bytes": null, "users": null}',
  shard text not null references shards,
  epoch integer not null default 1,
  -- Null until the shard has been told of the tenant, which happens on its first request.
  provisioned_at timestamptz,
  created_at timestamptz not null default now(),
  constraint tenants_slug_key unique (slug)
);

create table memberships (
  account_id uuid not null references accounts on delete cascade,
  tenant_id uuid not null references tenants on delete cascade,
  role text not null check (role in ('owner')),
  primary key (account_id, tenant_id)
);
create index on memberships (tenant_id);

create table api_keys (
  id uuid primary key default uuidv7(),
  tenant_id uuid not null references tenants on delete cascade,
  kind text not null check (kind in ('publishable', 'secret')),
  name text not null,
  key_hash text not null unique,
  -- The first characters, by which people recognise a key that is shown only once.
  hint text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);
create index on api_keys (tenant_id, id);

create table idempotency_keys (
  key_hash text primary key,
  request_hash text not null,
  status integer,
  -- Encrypted with the key itself, which is not stored: answers may hold secrets that are shown once.
  body text,
  created_at timestamptz not null default now()
);

grant select, insert, update, delete on all tables in schema public to storeplane_app;
revoke all on table public.schema_migrations from storeplane_app;

-- Gateways keep routes and credentials in memory; whoever changes one here tells them all at commit.
create function notify_gateways() returns trigger language plpgsql as $$
declare
  row_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) else '{}' end;
  row_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) else '{}' end;
begin
  perform pg_notify('control_changes', json_build_object('table', tg_table_name, 'keys', (
    select json_agg(distinct value)
    from unnest(tg_argv) as column_name, jsonb_array_elements(jsonb_build_array(row_before -> column_name, row_after -> column_name)) as value
    where value <> 'null'
  ))::text);
  return null;
end $$;

create trigger notify_gateways after insert or update or delete on tenants
  for each row execute function notify_gateways('id', 'slug');
create trigger notify_gateways after insert or update or delete on api_keys
  for each row execute function notify_gateways('key_hash');
create trigger notify_gateways after update or delete on sessions
  for each row execute function notify_gateways('token_hash');
create trigger notify_gateways after update or delete on memberships
  for each row execute function notify_gateways('account_id');
create trigger notify_gateways after insert or delete or update of worker_url, status on shards
  for each row execute function notify_gateways('name');
