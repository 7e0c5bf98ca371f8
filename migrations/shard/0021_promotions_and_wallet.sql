-- Counted down from zero: `available` is the negated sum of what was given or used, `floor` the negated limit. So a limit
-- can be changed at any time without touching the count, and what was counted before there was a limit is counted.

create table campaigns (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  currency text not null,
  starts_at timestamptz,
  ends_at timestamptz,
  -- The discounts given in the campaign's currency, and its budget.
  available bigint not null default 0,
  floor bigint check (floor <= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select app.protect_tenant_table('campaigns');
select app.protect_balance('campaigns');

create table promotions (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  name text not null,
  -- Applied by itself, or once one of its codes is entered.
  trigger text not null check (trigger in ('automatic', 'code')),
  active boolean not null,
  campaign_id uuid,
  priority integer not null,
  stacking text not null check (stacking in ('combine', 'exclusive')),
  "group" text,
  currency text,
  starts_at timestamptz,
  ends_at timestamptz,
  conditions jsonb not null,
  effect jsonb not null,
  usage_limit integer check (usage_limit > 0),
  customer_limit integer check (customer_limit > 0),
  code_limit integer check (code_limit > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id)
);
create index on promotions (tenant_id, campaign_id, id desc);
create index on promotions (tenant_id, priority, id) where active and trigger = 'automatic';
select app.protect_tenant_table('promotions');

create table promotion_codes (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  promotion_id uuid not null,
  -- In upper case.
  code text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint promotion_codes_code_key unique (tenant_id, code),
  foreign key (tenant_id, promotion_id) references promotions (tenant_id, id) on delete cascade
);
create index on promotion_codes (tenant_id, promotion_id, id desc);
select app.protect_tenant_table('promotion_codes');

-- Uses of a promotion by all, by one customer (e-mail in lower case) or of one code; or those of a campaign's promotions.
-- The rows of customers and codes are made when there is a limit for them.
create table promotion_allowances (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  promotion_id uuid,
  campaign_id uuid,
  scope text not null check (scope in ('all', 'customer', 'code')),
  subject text not null default '',
  available bigint not null default 0,
  floor bigint check (floor <= 0),
  primary key (tenant_id, id),
  constraint promotion_allowances_subject_key unique (tenant_id, promotion_id, scope, subject),
  constraint promotion_allowances_campaign_key unique (tenant_id, campaign_id),
  check (promotion_id is not null or campaign_id is not null),
  foreign key (tenant_id, promotion_id) references promotions (tenant_id, id) on delete cascade,
  foreign key (tenant_id, campaign_id) references campaigns (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('promotion_allowances');
select app.protect_balance('promotion_allowances');

-- Never changed. A checkout that became several orders is one use, on the first of them.
create table promotion_uses (
  tenant_id uuid not null,
  order_id uuid not null,
  promotion_id uuid not null,
  kind text not null check (kind in ('use', 'release')),
  checkout_id uuid not null,
  campaign_id uuid,
  code text,
  email text not null,
  uses integer not null check (uses between -1 and 1),
  amount bigint not null,
  currency text not null,
  created_at timestamptz not null,
  primary key (tenant_id, order_id, promotion_id, kind),
  foreign key (tenant_id, promotion_id) references promotions (tenant_id, id)
);
create index on promotion_uses (tenant_id, promotion_id, email);
create index on promotion_uses (tenant_id, checkout_id);
select app.protect_tenant_table('promotion_uses');

-- The sums of promotion_uses.
create table promotion_totals (
  tenant_id uuid not null,
  promotion_id uuid not null,
  currency text not null,
  orders bigint not null,
  amount bigint not null,
  primary key (tenant_id, promotion_id, currency),
  foreign key (tenant_id, promotion_id) references promotions (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('promotion_totals');

create table gift_cards (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  -- Of the code, which nobody can read again.
  code_hash text not null,
  last4 text not null,
  currency text not null,
  available bigint not null,
  floor bigint not null default 0 check (floor = 0),
  active boolean not null default true,
  expires_at timestamptz,
  -- Only they may use it.
  customer_email text,
  note text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint gift_cards_code_key unique (tenant_id, code_hash)
);
create index on gift_cards (tenant_id, last4, id desc);
create index on gift_cards (tenant_id, customer_email, id desc);
select app.protect_tenant_table('gift_cards');
select app.protect_balance('gift_cards');

-- Never changed; their sum is the balance.
create table gift_card_transactions (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  gift_card_id uuid not null,
  kind text not null check (kind in ('issue', 'adjustment', 'spend', 'refund')),
  amount bigint not null,
  order_id uuid,
  note text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, gift_card_id) references gift_cards (tenant_id, id)
);
create index on gift_card_transactions (tenant_id, gift_card_id, id desc);
create index on gift_card_transactions (tenant_id, order_id) where order_id is not null;
select app.protect_tenant_table('gift_card_transactions');

create table store_credit_accounts (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  customer_email text not null,
  currency text not null,
  available bigint not null,
  floor bigint not null default 0 check (floor = 0),
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint store_credit_accounts_customer_key unique (tenant_id, customer_email, currency)
);
create index on store_credit_accounts (tenant_id, customer_email, id desc);
select app.protect_tenant_table('store_credit_accounts');
select app.protect_balance('store_credit_accounts');

-- Never changed; their sum is the balance.
create table store_credit_transactions (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  store_credit_account_id uuid not null,
  kind text not null check (kind in ('adjustment', 'spend', 'refund')),
  amount bigint not null,
  order_id uuid,
  note text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, store_credit_account_id) references store_credit_accounts (tenant_id, id)
);
create index on store_credit_transactions (tenant_id, store_credit_account_id, id desc);
create index on store_credit_transactions (tenant_id, order_id) where order_id is not null;
select app.protect_tenant_table('store_credit_transactions');
