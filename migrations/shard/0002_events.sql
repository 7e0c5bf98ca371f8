-- The event log, what each subscriber has handled, and remembered answers to repeated writes.

create table events (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  version integer not null,
  data jsonb not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('events');

create table event_deliveries (
  tenant_id uuid not null,
  event_id uuid not null,
  subscriber text not null,
  delivered_at timestamptz not null default now(),
  primary key (tenant_id, event_id, subscriber),
  foreign key (tenant_id, event_id) references events (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('event_deliveries');

create table idempotency_keys (
  tenant_id uuid not null,
  principal text not null,
  key text not null,
  request_hash text not null,
  status integer,
  body text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, principal, key)
);
create index on idempotency_keys (tenant_id, created_at);
select app.protect_tenant_table('idempotency_keys');
