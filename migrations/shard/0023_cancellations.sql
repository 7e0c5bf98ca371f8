-- Orders that were cancelled: when, why, and whether what they held was put on sale again.
alter table orders no force row level security;
alter table orders
  add column cancelled_at timestamptz,
  add column cancel_reason text check (cancel_reason in ('customer', 'fraud', 'inventory', 'declined', 'other')),
  -- For staff.
  add column cancel_note text,
  add column restocked boolean,
  -- Whether customer_spending counts it.
  add column in_spending boolean not null default false;

update orders set cancelled_at = placed_at, cancel_reason = 'other', cancel_note = '', restocked = false
where status = 'cancelled';
update orders set in_spending = true where customer_id is not null;

alter table orders
  add constraint orders_cancelled_check check (
    case status when 'cancelled' then num_nulls(cancelled_at, cancel_reason, cancel_note, restocked) = 0
      else num_nonnulls(cancelled_at, cancel_reason, cancel_note, restocked) = 0 end);
alter table orders force row level security;
