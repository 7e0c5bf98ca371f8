-- What is given back of orders, and goods that come back.

alter table order_line_items
  -- Not to be fulfilled any more.
  add column cancelled_quantity integer not null default 0,
  add constraint order_line_items_cancelled_check
    check (cancelled_quantity >= 0 and fulfilled_quantity + cancelled_quantity <= quantity);

alter table orders
  -- When goods last left or were delivered: the return window begins then.
  add column goods_moved_at timestamptz;

-- How many days shoppers have to send goods back; null: they cannot ask for it.
alter table stores add column return_days integer default 30 check (return_days between 0 and 3650);

create table returns (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  status text not null check (status in ('requested', 'approved', 'declined', 'closed')),
  requested_by text not null check (requested_by in ('shopper', 'staff')),
  -- For staff.
  note text not null,
  decline_note text,
  label_url text,
  tracking_carrier text,
  tracking_number text,
  tracking_url text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index on returns (tenant_id, order_id, id desc);
create index on returns (tenant_id, status, id desc);
select app.protect_tenant_table('returns');

create table return_line_items (
  tenant_id uuid not null,
  return_id uuid not null,
  line_item_id uuid not null,
  quantity integer not null check (quantity > 0),
  reason text not null,
  note text not null,
  -- Came back and is on sale again.
  restocked_quantity integer not null default 0,
  -- Came back and is not fit to be sold.
  dismissed_quantity integer not null default 0,
  -- Did not come back, and is the customer's loss no more.
  written_off_quantity integer not null default 0,
  refunded_quantity integer not null default 0,
  primary key (tenant_id, return_id, line_item_id),
  foreign key (tenant_id, return_id) references returns (tenant_id, id) on delete cascade,
  foreign key (tenant_id, line_item_id) references order_line_items (tenant_id, id) on delete cascade,
  constraint return_line_items_quantities_check check (restocked_quantity >= 0 and dismissed_quantity >= 0
    and written_off_quantity >= 0 and restocked_quantity + dismissed_quantity + written_off_quantity <= quantity
    and refunded_quantity between 0 and restocked_quantity + dismissed_quantity + written_off_quantity)
);
create index on return_line_items (tenant_id, line_item_id);
select app.protect_tenant_table('return_line_items');

-- What a customer gets in place of what comes back.
create table return_replacements (
  tenant_id uuid not null,
  return_id uuid not null,
  variant_id uuid not null,
  quantity integer not null check (quantity > 0),
  -- The line of the order that it became.
  line_item_id uuid,
  primary key (tenant_id, return_id, variant_id),
  foreign key (tenant_id, return_id) references returns (tenant_id, id) on delete cascade,
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade,
  foreign key (tenant_id, line_item_id) references order_line_items (tenant_id, id) on delete set null (line_item_id)
);
create index on return_replacements (tenant_id, variant_id);
create index on return_replacements (tenant_id, line_item_id);
select app.protect_tenant_table('return_replacements');

create table refunds (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  return_id uuid,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  destination text not null check (destination in ('original', 'store_credit', 'gift_card')),
  reason text not null,
  -- For staff.
  note text not null,
  notify boolean not null,
  currency text not null,
  -- Given back, or to be.
  amount bigint not null check (amount >= 0),
  -- No longer owed, and how it is made up.
  credited_amount bigint not null check (credited_amount >= 0),
  goodwill_amount bigint not null,
  shipping_amount bigint not null,
  -- Of the shipping without its share of the order's rounding.
  shipping_gross_amount bigint not null,
  tax_amount bigint not null,
  discount_amount bigint not null,
  rounding_amount bigint not null,
  taxes jsonb not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade,
  foreign key (tenant_id, return_id) references returns (tenant_id, id) on delete set null (return_id)
);
create index on refunds (tenant_id, order_id, id desc);
create index on refunds (tenant_id, return_id);
select app.protect_tenant_table('refunds');

create table refund_line_items (
  tenant_id uuid not null,
  refund_id uuid not null,
  line_item_id uuid not null,
  -- 0: a part of its price only.
  quantity integer not null check (quantity >= 0),
  restock text not null check (restock in ('return', 'cancel', 'no_restock')),
  location_id uuid,
  amount bigint not null check (amount >= 0),
  -- Without its share of the order's rounding.
  gross_amount bigint not null check (gross_amount >= 0),
  tax_amount bigint not null,
  discount_amount bigint not null,
  taxes jsonb not null,
  primary key (tenant_id, refund_id, line_item_id),
  foreign key (tenant_id, refund_id) references refunds (tenant_id, id) on delete cascade,
  foreign key (tenant_id, line_item_id) references order_line_items (tenant_id, id) on delete cascade
);
create index on refund_line_items (tenant_id, line_item_id);
select app.protect_tenant_table('refund_line_items');

-- Where the money of a refund goes.
create table refund_parts (
  tenant_id uuid not null,
  id uuid not null,
  refund_id uuid not null,
  -- The payment that it goes back to; null: store credit or a gift card.
  payment_id uuid,
  -- The payment's, or where it goes instead.
  method text not null,
  -- The gift card or the account of store credit.
  target_id uuid,
  amount bigint not null check (amount > 0),
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  failure_code text,
  primary key (tenant_id, id),
  foreign key (tenant_id, refund_id) references refunds (tenant_id, id) on delete cascade,
  foreign key (tenant_id, payment_id) references payments (tenant_id, id) on delete cascade
);
create index on refund_parts (tenant_id, refund_id);
create index on refund_parts (tenant_id, payment_id);
select app.protect_tenant_table('refund_parts');
