-- A store's customers: who they are, how they sign in, their groups, addresses, carts and orders.

create table customers (
  tenant_id uuid not null,
  id uuid not null,
  -- In lower case.
  email text not null check (email = lower(email)),
  email_verified_at timestamptz,
  -- Null until the customer has chosen a password.
  password_hash text,
  status text not null check (status in ('invited', 'active', 'disabled')),
  first_name text not null,
  last_name text not null,
  phone text not null,
  locale text not null,
  accepts_marketing boolean not null,
  -- When and by whom that was last said; null while nobody has.
  accepts_marketing_at timestamptz,
  accepts_marketing_source text check (accepts_marketing_source in ('registration', 'account', 'staff')),
  note text not null,
  metadata jsonb not null,
  preferences jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Who was deleted although orders refer to them: nothing is left that tells who it was.
  anonymised_at timestamptz,
  primary key (tenant_id, id),
  constraint customers_email_key unique (tenant_id, email)
);
select app.protect_tenant_table('customers');

-- What customers are found by: the beginning of an e-mail address or a name, in lower case. Bytes are compared, so that a
-- prefix is a range.
create table customer_terms (
  tenant_id uuid not null,
  term text collate "C" not null,
  customer_id uuid not null,
  primary key (tenant_id, term, customer_id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on customer_terms (tenant_id, customer_id);
select app.protect_tenant_table('customer_terms');

create table customer_tags (
  tenant_id uuid not null,
  tag text not null,
  customer_id uuid not null,
  primary key (tenant_id, tag, customer_id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on customer_tags (tenant_id, customer_id);
select app.protect_tenant_table('customer_tags');

create table customer_groups (
  tenant_id uuid not null,
  id uuid not null,
  code text not null,
  name text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  constraint customer_groups_code_key unique (tenant_id, code)
);
select app.protect_tenant_table('customer_groups');

create table customer_group_members (
  tenant_id uuid not null,
  customer_group_id uuid not null,
  customer_id uuid not null,
  primary key (tenant_id, customer_group_id, customer_id),
  foreign key (tenant_id, customer_group_id) references customer_groups (tenant_id, id) on delete cascade,
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on customer_group_members (tenant_id, customer_id);
select app.protect_tenant_table('customer_group_members');

-- What a customer has ordered, in each currency.
create table customer_spending (
  tenant_id uuid not null,
  customer_id uuid not null,
  currency text not null,
  order_count integer not null check (order_count >= 0),
  amount bigint not null,
  primary key (tenant_id, customer_id, currency),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('customer_spending');

create table customer_sessions (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  token_hash text not null,
  created_at timestamptz not null,
  -- Moved on by use, so it may be a day old.
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  constraint customer_sessions_token_key unique (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on customer_sessions (tenant_id, customer_id, id desc);
create index on customer_sessions (tenant_id, expires_at);
select app.protect_tenant_table('customer_sessions');

-- Links sent by mail. Each works once: using it deletes it.
create table customer_links (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  purpose text not null check (purpose in ('password', 'verification')),
  -- Where it was sent.
  email text not null,
  token_hash text not null,
  expires_at timestamptz not null,
  primary key (tenant_id, id),
  constraint customer_links_token_key unique (tenant_id, token_hash),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on customer_links (tenant_id, customer_id);
create index on customer_links (tenant_id, expires_at);
select app.protect_tenant_table('customer_links');

-- Attempts to sign in and mails asked for, by e-mail address: whether somebody has it makes no difference.
create table customer_attempts (
  tenant_id uuid not null,
  purpose text not null check (purpose in ('login', 'password', 'verification')),
  email text not null,
  attempts integer not null,
  last_at timestamptz not null,
  locked_until timestamptz,
  primary key (tenant_id, purpose, email)
);
create index on customer_attempts (tenant_id, last_at);
select app.protect_tenant_table('customer_attempts');

create table addresses (
  tenant_id uuid not null,
  id uuid not null,
  customer_id uuid not null,
  name text not null,
  company text not null,
  line1 text not null,
  line2 text not null,
  city text not null,
  state text not null,
  postal_code text not null,
  country text not null,
  phone text not null,
  tax_id text not null,
  verified boolean not null,
  is_default_shipping boolean not null,
  is_default_billing boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete cascade
);
create index on addresses (tenant_id, customer_id, id);
create unique index addresses_default_shipping_key on addresses (tenant_id, customer_id) where is_default_shipping;
create unique index addresses_default_billing_key on addresses (tenant_id, customer_id) where is_default_billing;
select app.protect_tenant_table('addresses');

alter table carts add column customer_id uuid,
  drop constraint carts_status_check,
  add constraint carts_status_check check (status in ('open', 'completed', 'merged')),
  add foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id);
create index on carts (tenant_id, customer_id);
create unique index carts_customer_key on carts (tenant_id, customer_id, market_code)
  where status = 'open' and customer_id is not null;

alter table orders add column customer_id uuid,
  add column email_lower text generated always as (lower(email)) stored,
  add foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id);
create index on orders (tenant_id, customer_id, id desc);
create index on orders (tenant_id, email_lower);

-- Where the shop's pages are; null: at the store's own address.
alter table stores add column storefront_url text;

-- Addresses have two more fields. Row by row of the register, because the wall also stands before the tables' owner.
do $$
declare
  tenant uuid;
begin
  for tenant in select tenant_id from app.tenants loop
    perform set_config('app.tenant_id', tenant::text, true);
    update orders set shipping_address = '{"company": "", "tax_id": ""}'::jsonb || shipping_address
      where tenant_id = tenant and shipping_address is not null;
    update checkouts set shipping_address = '{"company": "", "tax_id": ""}'::jsonb || shipping_address
      where tenant_id = tenant and shipping_address is not null;
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$;
