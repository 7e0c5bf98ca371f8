-- Accounts of stores at payment providers, and what is known of payments there.

create table payment_gateways (
  tenant_id uuid not null,
  id uuid not null,
  -- What shoppers choose it by.
  code text not null,
  provider text not null,
  name text not null,
  -- Whether real money moves.
  live boolean not null,
  enabled boolean not null,
  capture text not null check (capture in ('automatic', 'manual')),
  -- Whether it steps in for another that cannot be reached; those first by position are tried first.
  fallback boolean not null,
  position integer not null,
  -- Where the provider reaches this store's API.
  api_url text,
  settings jsonb not null,
  -- All secrets together, as JSON.
  sealed text not null,
  -- By their names, how they end.
  hints jsonb not null,
  -- While too much fails there.
  failing_since timestamptz,
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
create unique index payment_gateways_code_key on payment_gateways (tenant_id, code) where archived_at is null;
select app.protect_tenant_table('payment_gateways');

-- How customers paid once, kept by a provider so that they can be charged again.
create table saved_payment_methods (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  gateway_id uuid not null,
  -- As the provider calls them.
  provider_customer text not null,
  provider_method text not null,
  kind text not null,
  label text not null,
  -- As in 2029-11: the last month in which it works.
  expires text,
  is_default boolean not null,
  -- Until the provider has forgotten it too.
  deleted_at timestamptz,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  constraint saved_payment_methods_method_key unique (tenant_id, customer_id, gateway_id, provider_method),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, gateway_id) references payment_gateways (tenant_id, id)
);
create index on saved_payment_methods (tenant_id, gateway_id);
select app.protect_tenant_table('saved_payment_methods');

alter table payments
  add column gateway_id uuid,
  -- The provider's own id.
  add column reference text,
  -- What the shopper's browser has to do next.
  add column action jsonb,
  -- What the provider gave us to keep.
  add column provider_data jsonb not null default '{}',
  add column failure_code text,
  add column failure_message text,
  add column customer_id uuid,
  -- Whether the provider keeps how they pay.
  add column save boolean not null default false,
  add column saved_method_id uuid,
  -- Charged without the shopper.
  add column off_session boolean not null default false,
  add column email text,
  add column return_url text,
  -- Since when it is to be let go of: no order takes it any more.
  add column released_at timestamptz,
  -- When to ask the provider about it if nobody does before.
  add column check_at timestamptz,
  add foreign key (tenant_id, gateway_id) references payment_gateways (tenant_id, id),
  add foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id),
  add foreign key (tenant_id, saved_method_id) references saved_payment_methods (tenant_id, id)
    on delete set null (saved_method_id);
create index on payments (tenant_id, gateway_id, reference);
create index on payments (tenant_id, customer_id);
create index on payments (tenant_id, saved_method_id);
create index payments_due_key on payments (tenant_id, check_at) where check_at is not null;

alter table payment_operations
  add column gateway_id uuid,
  -- Whoever runs it moves this on, so that nobody else does so at the same time.
  add column run_after timestamptz,
  -- How long the provider took to answer last.
  add column milliseconds integer,
  add foreign key (tenant_id, gateway_id) references payment_gateways (tenant_id, id);
create index on payment_operations (tenant_id, gateway_id, created_at);
create index on payment_operations (tenant_id, refund_id);
create index payment_operations_due_key on payment_operations (tenant_id, run_after) where status = 'pending';

-- What providers told us already: they repeat themselves.
create table payment_notices (
  tenant_id uuid not null,
  gateway_id uuid not null,
  id text not null,
  kind text not null,
  payment_id uuid,
  received_at timestamptz not null,
  primary key (tenant_id, gateway_id, id),
  foreign key (tenant_id, gateway_id) references payment_gateways (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id) on delete set null (payment_id)
);
create index on payment_notices (tenant_id, payment_id);
create index on payment_notices (tenant_id, received_at);
select app.protect_tenant_table('payment_notices');
