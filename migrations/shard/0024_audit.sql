-- What staff and the platform's admins changed in a store. Only ever added to: nobody changes an entry, and the owner of the
-- tables may remove those of one tenant as a whole, when the tenant is erased or has moved away.
create function app.keep_audit_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.tenant_id::text = current_setting('app.erased_tenant', true) then
    return old;
  end if;
  raise exception 'entries of the audit log are not changed' using errcode = 'insufficient_privilege';
end $$;
revoke all on function app.keep_audit_entry() from public;

create table audit_entries (
  tenant_id uuid not null,
  -- A UUIDv7 of the time of the request, so that ids are in the order of time.
  id uuid not null,
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
  user_agent text not null,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('audit_entries');
revoke update, delete on audit_entries from storeplane_app;
create index on audit_entries (tenant_id, actor_id, id);
create index on audit_entries (tenant_id, action, id);
create index on audit_entries (tenant_id, target_id, id) where target_id is not null;
create trigger keep_audit_entry before update or delete on audit_entries
  for each row execute function app.keep_audit_entry();
create trigger keep_audit_entries before truncate on audit_entries
  for each statement execute function app.keep_audit_entry();
