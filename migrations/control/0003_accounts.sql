-- Accounts prove their e-mail addresses; their sessions are tokens that renew themselves.

alter table accounts
  add column name text,
  add column email_verified_at timestamptz,
  add column platform_role text check (platform_role in ('admin')),
  -- Null until its owner sets one by a link.
  alter column password_hash drop not null,
  drop constraint accounts_email_key;
-- Anybody may claim an address; one account has shown that it reads its mail.
create unique index accounts_verified_email_key on accounts (email) where email_verified_at is not null;
create index on accounts (email, id);
create index on accounts (platform_role) where platform_role is not null;

-- The old ones were tokens of another kind: who had one signs in again.
drop table sessions;
create table sessions (
  id uuid primary key,
  account_id uuid not null references accounts on delete cascade,
  -- A refresh token is two secrets: the session's own, and one that is good once. The right first with a wrong second is one
  -- that was used before.
  family_hash text not null,
  refresh_hash text not null,
  user_agent text not null,
  address text not null,
  created_at timestamptz not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  constraint sessions_family_key unique (family_hash)
);
create index on sessions (account_id, id);
create index on sessions (expires_at);

-- Links that were mailed. Each is good once.
create table account_links (
  token_hash text primary key,
  account_id uuid not null references accounts on delete cascade,
  purpose text not null check (purpose in ('verification', 'email_change', 'password_reset')),
  -- The address to which it was mailed, and which it proves.
  email text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index on account_links (account_id, purpose);
create index on account_links (expires_at);

-- Wrong passwords and requested mails, counted for all gateways. The subject is a hash of whom or what is counted.
create table attempts (
  kind text not null,
  subject text not null,
  count integer not null,
  last_at timestamptz not null,
  closed_until timestamptz not null,
  primary key (kind, subject)
);
create index on attempts (last_at);

create index on mails (created_at) where sent_at is null;
create index on mails (created_at);
-- Nobody needs a sent mail's text again, and it may hold a link.
alter table mails alter column body drop not null;

grant select, insert, update, delete on sessions, account_links, attempts to storeplane_app;

create trigger notify_gateways after delete on sessions
  for each row execute function notify_gateways('id');
create trigger notify_gateways after update of platform_role on accounts
  for each row execute function notify_gateways('id');
