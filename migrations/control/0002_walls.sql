-- Rows of stores here too stand behind row-level security. A transaction names one tenant, or says that it is about all of
-- them ('*'): the gateway's look-ups, sign-up, an account's own stores, what platform admins see.
create schema app;
grant usage on schema app to storeplane_app;

-- After the first local set_config a session's value is '' rather than null; a bare cast would raise.
create function app.current_tenant() returns uuid language sql stable parallel safe
  return nullif(nullif(current_setting('app.tenant_id', true), ''), '*')::uuid;

create function app.is_platform_wide() returns boolean language sql stable parallel safe
  return current_setting('app.tenant_id', true) is not distinct from '*';

-- Every table with a tenant_id calls this right after its creation; a test fails otherwise.
create function app.protect_tenant_table(target regclass, tenant_column name default 'tenant_id') returns void
language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s using (%I = (select app.current_tenant()) or (select app.is_platform_wide()))',
    target, tenant_column);
  execute format('grant select, insert, update, delete on %s to storeplane_app', target);
end $$;

revoke all on all functions in schema app from public;
grant execute on function app.current_tenant(), app.is_platform_wide() to storeplane_app;

alter table memberships drop constraint memberships_pkey, add primary key (tenant_id, account_id);
drop index memberships_tenant_id_idx;
create index on memberships (account_id);

alter table api_keys drop constraint api_keys_pkey, add primary key (tenant_id, id);
drop index api_keys_tenant_id_id_idx;

select app.protect_tenant_table('tenants', 'id');
select app.protect_tenant_table('memberships');
select app.protect_tenant_table('api_keys');

-- The outbox of mails to people who run stores. The shoppers' are the shards'.
create table mails (
  id uuid primary key default uuidv7(),
  template text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null default now(),
  -- When a mail server took it; stays null where none is set.
  sent_at timestamptz
);
grant select, insert, update, delete on mails to storeplane_app;
