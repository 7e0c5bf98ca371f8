-- Secrets of a store's integrations, each sealed with a key that is not in the database.
create table secrets (
  tenant_id uuid not null,
  name text not null,
  sealed text not null,
  -- How a long one ends, so that people can tell which one it is.
  hint text,
  updated_at timestamptz not null,
  updated_by_kind text not null,
  updated_by_id text not null,
  -- Until when whoever gave it out takes it.
  expires_at timestamptz,
  primary key (tenant_id, name)
);
select app.protect_tenant_table('secrets');
