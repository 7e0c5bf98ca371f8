-- What happens to an order once it is placed: money that comes and goes, goods that leave and come back, and who did what.

alter table orders no force row level security;
alter table order_line_items no force row level security;
alter table payments no force row level security;

alter table orders
  -- Held by payment providers and not captured yet.
  add column authorized_amount bigint not null default 0 check (authorized_amount >= 0),
  -- Received, by gift cards and store credit too.
  add column paid_amount bigint not null default 0 check (paid_amount >= 0),
  -- Given back of what was received.
  add column refunded_amount bigint not null default 0,
  -- What the customer no longer owes of the total: for goods that came back, for goodwill, or as the order was cancelled.
  add column credited_amount bigint not null default 0,
  add column quantity integer not null default 0,
  add column fulfilled_quantity integer not null default 0,
  add column returned_quantity integer not null default 0;

update orders o set
  paid_amount = case payment_status when 'paid' then total_amount else total_amount - due_amount end,
  refunded_amount = case status when 'cancelled' then total_amount - due_amount else 0 end,
  credited_amount = case status when 'cancelled' then total_amount else 0 end,
  quantity = (select coalesce(sum(l.quantity), 0) from order_line_items l where l.tenant_id = o.tenant_id and l.order_id = o.id);
update orders set fulfilled_quantity = quantity where fulfillment_status = 'fulfilled';

alter table orders
  drop column payment_status,
  drop column fulfillment_status,
  -- The same as `paymentStatusOf` and `fulfillmentStatusOf` in data-plane/orders/rules.ts.
  add column payment_status text not null generated always as (
    case
      when refunded_amount > 0 and refunded_amount >= paid_amount then 'refunded'
      when refunded_amount > 0 then 'partially_refunded'
      when status = 'cancelled' and paid_amount = 0 then 'voided'
      when paid_amount >= total_amount - credited_amount then 'paid'
      when paid_amount + authorized_amount >= total_amount - credited_amount then 'authorized'
      when paid_amount > 0 then 'partially_paid'
      else 'pending'
    end) stored,
  add column fulfillment_status text not null generated always as (
    case
      when fulfilled_quantity = 0 then 'unfulfilled'
      when fulfilled_quantity < quantity then 'partially_fulfilled'
      else 'fulfilled'
    end) stored,
  add constraint orders_refunded_check check (refunded_amount between 0 and paid_amount),
  add constraint orders_credited_check check (credited_amount between 0 and total_amount),
  add constraint orders_quantities_check check (fulfilled_quantity between 0 and quantity
    and returned_quantity between 0 and fulfilled_quantity);
create index on orders (tenant_id, payment_status, id desc);

alter table order_line_items
  add column fulfilled_quantity integer not null default 0,
  -- Of those that were fulfilled.
  add column returned_quantity integer not null default 0,
  -- Paid back, whether they were fulfilled or not.
  add column refunded_quantity integer not null default 0;
update order_line_items l set fulfilled_quantity = l.quantity
  from orders o where o.tenant_id = l.tenant_id and o.id = l.order_id and o.fulfilled_quantity > 0;
alter table order_line_items
  add constraint order_line_items_quantities_check check (fulfilled_quantity between 0 and quantity
    and returned_quantity between 0 and fulfilled_quantity and refunded_quantity between 0 and quantity);

-- A payment is recorded before anybody outside is asked for it, at a checkout or for an order.
alter table payments
  drop constraint payments_method_check,
  alter column order_id drop not null,
  add column checkout_id uuid,
  add column status text check (status in ('created', 'requires_action', 'pending', 'authorized', 'captured', 'cancelled', 'failed')),
  add column captured_amount bigint not null default 0,
  add column refunded_amount bigint not null default 0,
  add foreign key (tenant_id, checkout_id) references checkouts (tenant_id, id) on delete set null (checkout_id);
update payments set status = 'captured', captured_amount = amount;
update payments p set refunded_amount = p.amount from orders o
  where o.tenant_id = p.tenant_id and o.id = p.order_id and o.status = 'cancelled' and p.method in ('gift_card', 'store_credit');
alter table payments
  alter column status set not null,
  add constraint payments_amounts_check check (captured_amount between 0 and amount and refunded_amount between 0 and captured_amount);
create index on payments (tenant_id, checkout_id);

-- What is to be done with a payment, outside or in our own books. The id is the key under which a provider does it once.
create table payment_operations (
  tenant_id uuid not null,
  id uuid not null,
  payment_id uuid not null,
  kind text not null check (kind in ('create', 'authorize', 'capture', 'cancel', 'refund')),
  amount bigint not null check (amount >= 0),
  -- Of a refund: which one it belongs to.
  refund_id uuid,
  status text not null check (status in ('pending', 'succeeded', 'failed')),
  -- The provider's own id of a refund.
  reference text,
  failure_code text,
  failure_message text,
  attempts integer not null default 0,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, payment_id) references payments (tenant_id, id) on delete cascade
);
create index on payment_operations (tenant_id, payment_id);
select app.protect_tenant_table('payment_operations');

-- What happened to an order after it was placed, for staff.
create table order_timeline (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  -- `noun.past_verb`
  kind text not null,
  actor_kind text not null,
  actor_id text not null,
  actor_label text,
  data jsonb not null default '{}',
  at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete cascade
);
create index on order_timeline (tenant_id, order_id, id);
select app.protect_tenant_table('order_timeline');

alter table orders force row level security;
alter table order_line_items force row level security;
alter table payments force row level security;
