-- Roles, the register of tenants that live on this shard, and the wall between them.

do $$ begin
  create role storeplane_app login nosuperuser nocreatedb nocreaterole nobypassrls;
exception when duplicate_object or unique_violation then null;
end $$;

revoke all on schema public from public;
create schema app;
grant usage on schema public, app to storeplane_app;

-- Ids and epochs only, so it needs no wall: scheduled work walks it to reach each tenant.
create table app.tenants (
  tenant_id uuid primary key,
  epoch integer not null default 1 check (epoch > 0),
  created_at timestamptz not null default now()
);
grant select, insert on app.tenants to storeplane_app;

-- After the first local set_config a session's value is '' rather than null; a bare cast would raise.
create function app.current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Names the tenant of this transaction and checks that the caller knows its current epoch (null: any).
create function app.enter_tenant(tenant uuid, expected_epoch integer) returns void language plpgsql as $$
begin
  perform set_config('app.tenant_id', tenant::text, true);
  if not exists (
    select from app.tenants t
    where t.tenant_id = tenant and (expected_epoch is null or t.epoch = expected_epoch)
  ) then
    raise exception 'tenant % is not here at epoch %', tenant, expected_epoch using errcode = 'SP001';
  end if;
end $$;

-- Every table with a tenant_id calls this right after its creation; a test fails otherwise.
create function app.protect_tenant_table(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s using (tenant_id = (select app.current_tenant()))', target);
  execute format('grant select, insert, update, delete on %s to storeplane_app', target);
end $$;

revoke all on all functions in schema app from public;
grant execute on function app.current_tenant(), app.enter_tenant(uuid, integer) to storeplane_app;
