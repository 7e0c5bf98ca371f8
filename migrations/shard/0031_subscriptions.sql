-- Goods that are ordered again and again: the plans that a store offers, and what becomes of each cycle.

create table subscription_plans (
  tenant_id uuid not null,
  id uuid not null,
  name text not null,
  interval text not null check (interval in ('day', 'week', 'month', 'year')),
  interval_count integer not null check (interval_count > 0),
  trial_days integer not null check (trial_days >= 0),
  -- How many are ordered in all; null: until it is cancelled.
  cycles integer check (cycles > 0),
  discount jsonb not null,
  -- Their codes; null: in all.
  markets text[],
  archived_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('subscription_plans');

create table subscription_plan_products (
  tenant_id uuid not null,
  plan_id uuid not null,
  product_id uuid not null,
  primary key (tenant_id, plan_id, product_id),
  foreign key (tenant_id, plan_id) references subscription_plans (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
create index on subscription_plan_products (tenant_id, product_id);
select app.protect_tenant_table('subscription_plan_products');

create table subscription_plan_variants (
  tenant_id uuid not null,
  plan_id uuid not null,
  variant_id uuid not null,
  primary key (tenant_id, plan_id, variant_id),
  foreign key (tenant_id, plan_id) references subscription_plans (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade
);
create index on subscription_plan_variants (tenant_id, variant_id);
select app.protect_tenant_table('subscription_plan_variants');

-- What happens when a renewal fails. Stores without a row have the defaults.
create table subscription_settings (
  tenant_id uuid primary key,
  -- Days after the first time.
  retry_days integer[] not null,
  final_action text not null check (final_action in ('cancel', 'unpaid')),
  updated_at timestamptz not null
);
select app.protect_tenant_table('subscription_settings');

create table subscriptions (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  plan_id uuid not null,
  status text not null
    check (status in ('trialing', 'active', 'past_due', 'paused', 'unpaid', 'cancelled', 'completed')),
  email text not null,
  interval text not null,
  interval_count integer not null,
  market_code text not null,
  currency text not null,
  -- What is ordered each time, at prices that stay.
  items jsonb not null,
  shipping_address jsonb,
  shipping_method text,
  payment_method text not null,
  saved_payment_method_id uuid,
  -- Dates are counted from here, so that those of short months do not stay so.
  anchor_at timestamptz not null,
  -- How many intervals after the anchor the period ends.
  step integer not null,
  trial_ends_at timestamptz,
  period_start timestamptz not null,
  period_end timestamptz not null,
  -- The number of the last cycle.
  cycle integer not null,
  cycles_left integer check (cycles_left >= 0),
  -- A credit, or below zero what is owed: settled with the next renewals. Minor units.
  balance_amount bigint not null,
  cancel_at_period_end boolean not null,
  cancelled_at timestamptz,
  cancel_reason text,
  paused_until timestamptz,
  retry_at timestamptz,
  -- When something is to be done by itself.
  next_action_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade,
  foreign key (tenant_id, plan_id) references subscription_plans (tenant_id, id),
  foreign key (tenant_id, saved_payment_method_id) references saved_payment_methods (tenant_id, id)
    on delete set null (saved_payment_method_id)
);
create index on subscriptions (tenant_id, saved_payment_method_id);
create index on subscriptions (tenant_id, customer_id, id desc);
create index on subscriptions (tenant_id, plan_id, id desc);
create index on subscriptions (tenant_id, status, id desc);
create index subscriptions_due_key on subscriptions (tenant_id, next_action_at) where next_action_at is not null;
select app.protect_tenant_table('subscriptions');

-- One order each. The key is what keeps a cycle from being ordered twice.
create table subscription_cycles (
  tenant_id uuid not null,
  subscription_id uuid not null,
  cycle integer not null,
  status text not null check (status in ('open', 'ordered', 'missed')),
  period_start timestamptz not null,
  -- Where it is paid; null while there are no goods for it.
  checkout_id uuid,
  order_id uuid,
  -- What of the subscription's balance is settled with it.
  balance_amount bigint not null,
  attempts integer not null,
  failure_code text,
  failure_message text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, subscription_id, cycle),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, id) on delete cascade,
  foreign key (tenant_id, checkout_id) references checkouts (tenant_id, id) on delete set null (checkout_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete set null (order_id)
);
create index on subscription_cycles (tenant_id, checkout_id);
create index on subscription_cycles (tenant_id, order_id);
select app.protect_tenant_table('subscription_cycles');

-- What happened to a subscription, for staff.
create table subscription_timeline (
  tenant_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  -- `noun.past_verb`
  kind text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_label text,
  data jsonb not null,
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, id) on delete cascade
);
create index on subscription_timeline (tenant_id, subscription_id, id);
select app.protect_tenant_table('subscription_timeline');

-- Whose cycle a checkout is; null: a shopper's own. Nobody who left it has abandoned a cart.
alter table checkouts add column subscription_id uuid,
  add foreign key (tenant_id, subscription_id) references subscriptions (tenant_id, id)
    on delete set null (subscription_id);
create index on checkouts (tenant_id, subscription_id);
-- By which plan a line is bought, with its terms.
alter table checkout_line_items add column subscription jsonb;
