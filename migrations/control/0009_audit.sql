-- What people and admins changed on the platform. Only ever added to: nobody changes an entry, and the owner of the tables
-- may remove those of one tenant as a whole, when the tenant is erased.
create function app.keep_audit_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.tenant_id::text = current_setting('app.erased_tenant', true) then
    return old;
  end if;
  raise exception 'entries of the audit log are not changed' using errcode = 'insufficient_privilege';
end $$;
revoke all on function app.keep_audit_entry() from public;

create table audit_entries (
  -- Null for what concerns no store. Neither this nor the actor is a foreign key: an entry outlives them.
  tenant_id uuid,
  -- A UUIDv7 of the time of the request, so that ids are in the order of time.
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  -- As it was then: an e-mail address, or the start of a key.
  actor_label text,
  impersonator_id text,
  action text not null,
  target_id text,
  targets jsonb not null,
  changes jsonb not null,
  truncated boolean not null,
  request_id text not null,
  client_address text not null,
  user_agent text not null
);
select app.protect_tenant_table('audit_entries');
revoke update, delete on audit_entries from storeplane_app;
create index on audit_entries (tenant_id, id);
create index on audit_entries (actor_id, id);
create index on audit_entries (action, id);
create index on audit_entries (target_id, id);
create trigger keep_audit_entry before update or delete on audit_entries
  for each row execute function app.keep_audit_entry();
create trigger keep_audit_entries before truncate on audit_entries
  for each statement execute function app.keep_audit_entry();

-- Why a store is as it is: who suspended, resumed, closed or reopened it.
create table tenant_status_changes (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  status text not null check (status in ('active', 'suspended', 'cancelled')),
  reason text not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz not null,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('tenant_status_changes');

-- When a platform admin acts in the place of a store's member, for some minutes.
create table impersonations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  admin_id uuid not null,
  account_id uuid not null references accounts on delete cascade,
  reason text not null,
  writes boolean not null,
  token_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, id),
  constraint impersonations_token_hash_key unique (token_hash)
);
select app.protect_tenant_table('impersonations');
create index on impersonations (account_id);
create trigger notify_gateways after update or delete on impersonations
  for each row execute function notify_gateways('token_hash');
