-- The second factor of sign-ins, and the accounts elsewhere by which people sign in.

alter table accounts alter column password_hash drop not null;

create table two_factors (
  account_id uuid primary key references accounts on delete cascade,
  -- Sealed by the vault: it must be read again to check a code.
  secret text not null,
  -- Null while it was only begun; such a factor is never asked for.
  confirmed_at timestamptz,
  -- The latest step whose code was used (RFC 6238, 5.2: a code counts once).
  last_step bigint not null default 0
);

create table recovery_codes (
  account_id uuid not null references accounts on delete cascade,
  code_hash text not null,
  primary key (account_id, code_hash)
);

-- Who gets passwords and codes wrong. Each network from which the factor was shown before is counted by itself, all others
-- together as ''.
create table two_factor_attempts (
  account_id uuid not null references accounts on delete cascade,
  network text not null,
  failures integer not null default 0,
  last_failed_at timestamptz,
  passed_at timestamptz,
  primary key (account_id, network)
);

create table two_factor_events (
  id uuid primary key default uuidv7(),
  account_id uuid not null references accounts on delete cascade,
  kind text not null check (kind in
    ('enrolled', 'confirmed', 'failed', 'recovery_code_used', 'recovery_codes_renewed', 'disabled')),
  address text not null,
  user_agent text not null,
  created_at timestamptz not null default now()
);
create index on two_factor_events (account_id, id);

grant select, insert, update, delete
  on two_factors, recovery_codes, two_factor_attempts, two_factor_events to storeplane_app;

-- Accounts elsewhere by which people sign in here.
create table identities (
  id uuid primary key default uuidv7(),
  account_id uuid not null references accounts on delete cascade,
  provider text not null check (provider in ('google', 'facebook')),
  -- The provider's own id of the person: unlike the address it stays the same.
  subject text not null,
  -- As the provider said at the last sign-in.
  email text,
  email_verified boolean not null,
  name text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  constraint identities_subject_key unique (provider, subject)
);
create index on identities (account_id, id);

-- Sign-ins that were begun. State, nonce and PKCE verifier are derived from the token, which only the browser keeps.
create table social_logins (
  token_hash text primary key,
  provider text not null check (provider in ('google', 'facebook')),
  -- The signed-in account that is to be linked; null when somebody signs in.
  account_id uuid references accounts on delete cascade,
  return_to text not null,
  -- A code is handed to the provider once.
  redeemed_at timestamptz,
  -- Whom the provider named, until the second factor is shown too.
  identity jsonb,
  expires_at timestamptz not null
);
create index on social_logins (account_id);
create index on social_logins (expires_at);

grant select, insert, update, delete on identities, social_logins to storeplane_app;
