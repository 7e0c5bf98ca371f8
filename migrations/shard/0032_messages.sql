-- Mails in the store's own words and its shoppers' languages, on their way to a mail server; and checkouts that were left.

alter table stores no force row level security;
alter table stores
  -- The store's own address in this installation; null for those that were opened before it was noted.
  add column own_url text,
  -- The language of mails that belong to no market; null: that of the default market.
  add column mail_language text,
  -- How long after its last change a checkout counts as abandoned; 0: never.
  add column abandoned_checkout_minutes integer not null default 600 check (abandoned_checkout_minutes between 0 and 43200);
alter table stores force row level security;

-- What a store says instead of the default, mail by mail and language by language.
create table message_templates (
  tenant_id uuid not null,
  name text not null,
  -- BCP 47
  language text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  updated_at timestamptz not null,
  primary key (tenant_id, name, language)
);
select app.protect_tenant_table('message_templates');

-- The mails that a store does not send.
create table disabled_messages (
  tenant_id uuid not null,
  name text not null,
  primary key (tenant_id, name)
);
select app.protect_tenant_table('disabled_messages');

alter table messages no force row level security;
alter table messages
  add column html text,
  add column language text not null default 'en',
  -- `stored`: no mail server was set. `suppressed`: its recipient wants none of this kind.
  add column status text not null default 'stored' check (status in ('stored', 'queued', 'sent', 'failed', 'suppressed')),
  add column attempts integer not null default 0,
  -- Why the mail server did not take it last.
  add column error text,
  -- Why the default was sent instead of the store's own template.
  add column template_error text,
  add column order_id uuid,
  add column sent_at timestamptz;
alter table messages force row level security;
create index on messages (tenant_id, status, id desc);
create index on messages (tenant_id, template, id desc);
create index on messages (tenant_id, recipient, id desc);
create index on messages (tenant_id, order_id, id desc);

-- Who wants no mails that are not about an order or account of theirs.
create table mail_unsubscribes (
  tenant_id uuid not null,
  id uuid not null,
  email_lower text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  constraint mail_unsubscribes_email_key unique (tenant_id, email_lower)
);
select app.protect_tenant_table('mail_unsubscribes');

alter table checkouts no force row level security;
alter table checkouts
  add column email_lower text generated always as (lower(email)) stored,
  -- When it was found to have been left, or to need no mail.
  add column considered_at timestamptz;
-- Nobody hears now of what was left before there were such mails.
update checkouts set considered_at = now();
alter table checkouts force row level security;
create index checkouts_waiting on checkouts (tenant_id, updated_at)
  where status = 'open' and email is not null and considered_at is null;
create index on checkouts (tenant_id, email_lower, updated_at) where email_lower is not null;

create table abandoned_checkouts (
  tenant_id uuid not null,
  id uuid not null,
  checkout_id uuid not null,
  cart_id uuid not null,
  email text not null,
  email_lower text not null generated always as (lower(email)) stored,
  currency text not null,
  total_amount bigint not null check (total_amount >= 0),
  quantity integer not null,
  abandoned_at timestamptz not null,
  -- Of the link's token, once it was mailed.
  token_hash text,
  -- The checkout that the link gave last, and when it was first used.
  latest_checkout_id uuid,
  opened_at timestamptz,
  recovered_at timestamptz,
  order_id uuid,
  primary key (tenant_id, id),
  constraint abandoned_checkouts_checkout_key unique (tenant_id, checkout_id),
  constraint abandoned_checkouts_token_key unique (tenant_id, token_hash),
  foreign key (tenant_id, checkout_id) references checkouts (tenant_id, id) on delete cascade,
  foreign key (tenant_id, latest_checkout_id) references checkouts (tenant_id, id) on delete set null (latest_checkout_id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete set null (order_id)
);
create index on abandoned_checkouts (tenant_id, abandoned_at);
create index on abandoned_checkouts (tenant_id, email_lower);
create index on abandoned_checkouts (tenant_id, cart_id);
create index on abandoned_checkouts (tenant_id, latest_checkout_id);
create index on abandoned_checkouts (tenant_id, order_id);
create index on abandoned_checkouts (tenant_id, id) where recovered_at is not null;
select app.protect_tenant_table('abandoned_checkouts');
