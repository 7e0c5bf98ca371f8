-- Names of their own at which stores answer. Several stores may claim a name; it is served for the one that proved it last.
create table domains (
  tenant_id uuid not null references tenants on delete cascade,
  id uuid not null default uuidv7(),
  -- In lower case and in its ASCII form (RFC 5891).
  hostname text not null,
  -- Served while 'verified'. 'removed' is what is left of a domain that the store gave up.
  status text not null default 'pending' check (status in ('pending', 'verified', 'failed', 'quarantined', 'removed')),
  -- What only the owner of the name can put into its DNS. Not secret: it is read there by anyone.
  token text not null default replace(gen_random_uuid()::text, '-', ''),
  is_primary boolean not null default false check (not is_primary or status in ('verified', 'quarantined')),
  -- What the last check missed.
  fault text,
  created_at timestamptz not null default now(),
  verified_at timestamptz,
  last_checked_at timestamptz,
  -- Null when it is not checked by itself.
  next_check_at timestamptz default now() + interval '10 minutes',
  -- Since when a verified domain's records are missing, and when its store was told that time runs out.
  failing_since timestamptz,
  warned_at timestamptz,
  -- When the TLS proxy first asked whether it may get a certificate.
  certificate_asked_at timestamptz,
  removed_at timestamptz,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('domains');

create unique index domains_hostname_key on domains (tenant_id, hostname) where status <> 'removed';
create unique index domains_primary_key on domains (tenant_id) where is_primary;
create unique index domains_verified_key on domains (hostname) where status = 'verified';
create index on domains (hostname) where status <> 'removed';
create index on domains (next_check_at) where next_check_at is not null;
create index on domains (removed_at) where status = 'removed';

-- Checks that change nothing are no news.
create trigger notify_gateways after update on domains for each row
  when (old.status <> new.status or old.is_primary <> new.is_primary) execute function notify_gateways('hostname');
create trigger notify_gateways_of_deletion after delete on domains for each row
  when (old.status = 'verified') execute function notify_gateways('hostname');
