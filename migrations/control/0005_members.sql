-- Who works at a store, and what they may do there.

create table roles (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  name text not null,
  -- One name in any case of letters. Stored, because lower() may not drive an index behind the walls.
  name_key text not null generated always as (lower(name)) stored,
  description text not null,
  permissions text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint roles_name_key unique (tenant_id, name_key)
);
select app.protect_tenant_table('roles');

alter table memberships
  drop constraint memberships_role_check,
  add column role_id uuid,
  -- Of staff: the other roles say by themselves what they may.
  add column permissions text[] not null default '{}',
  add column created_at timestamptz not null default now(),
  add constraint memberships_role_check check (role in ('owner', 'admin', 'staff', 'custom')),
  add constraint memberships_role_id_check check ((role = 'custom') = (role_id is not null)),
  add constraint memberships_permissions_check check (role = 'staff' or permissions = '{}'),
  add constraint memberships_role_fkey foreign key (tenant_id, role_id) references roles (tenant_id, id);
create index on memberships (tenant_id, role_id) where role_id is not null;
update memberships m set created_at = t.created_at from tenants t where t.id = m.tenant_id;

-- Open ones, and those that nobody accepted in time. Whoever accepts takes the row away: a link is good once.
create table invitations (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  email text not null,
  role text not null check (role in ('owner', 'admin', 'staff', 'custom')),
  role_id uuid,
  permissions text[] not null,
  token_hash text not null,
  -- An invitation is worth no more than what this member may still grant.
  invited_by uuid not null references accounts on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  check ((role = 'custom') = (role_id is not null)),
  check (role = 'staff' or permissions = '{}'),
  constraint invitations_email_key unique (tenant_id, email),
  constraint invitations_token_hash_key unique (token_hash),
  constraint invitations_role_fkey foreign key (tenant_id, role_id) references roles (tenant_id, id)
);
create index on invitations (invited_by);
create index on invitations (tenant_id, role_id) where role_id is not null;
select app.protect_tenant_table('invitations');

-- Gateways remember what each session's account may do at its stores. A new membership too must reach the sessions that are known.
drop trigger notify_gateways on memberships;
create trigger notify_gateways after insert or update or delete on memberships
  for each row execute function notify_gateways('account_id');

-- A role that changes is a change of each membership that has it.
create function notify_gateways_of_members() returns trigger language plpgsql as $$
begin
  perform pg_notify('control_changes', json_build_object('table', 'memberships', 'keys', json_build_array(account_id))::text)
  from memberships where tenant_id = new.tenant_id and role_id = new.id;
  return null;
end $$;

create trigger notify_gateways after update on roles
  for each row when (old.permissions is distinct from new.permissions) execute function notify_gateways_of_members();
