-- What a cart, a checkout and an order are worth, and why.

alter table carts add column codes text[] not null default '{}';

-- A checkout holds all that its totals follow from, so that they stay as they were shown.
alter table checkouts no force row level security;
alter table checkout_line_items no force row level security;
alter table orders no force row level security;
alter table order_line_items no force row level security;
alter table payments no force row level security;

alter table checkouts
  -- Market, customer, terms and promotions as they were when the checkout began or its codes changed.
  add column basis jsonb,
  add column codes text[] not null default '{}',
  -- The tax rates of each line and of shipping, by the address.
  add column taxes jsonb,
  -- What gift cards and store credit held when they were added.
  add column gift_cards jsonb not null default '[]',
  add column store_credit jsonb,
  -- Whether completing it takes more than stock: uses of promotions, gift cards or store credit.
  add column takes_balances boolean not null default false;

alter table checkout_line_items
  add column list_amount bigint check (list_amount >= 0),
  add column tax_class text not null default 'standard',
  add column product_type text not null default '',
  -- What promotions ask about: collections, categories, tags and brand.
  add column groups jsonb not null default '{}';
update checkout_line_items set list_amount = unit_amount;
update checkouts c set
  basis = jsonb_build_object('at', to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'market', market_code, 'currency', currency, 'promotions', '[]'::jsonb,
    'customer', '{"id": null, "group_ids": [], "order_count": 0}'::jsonb,
    'terms', '{"prices_include_tax": false, "tax_rounding": "line", "rate_rounding": "together", "rounding": "half_up",
      "tax_basis": "discounted", "shipping_tax": "none", "percent_rounding": "line", "percent_rounds": "discount",
      "total_rounding": 1}'::jsonb),
  taxes = jsonb_build_object('shipping', '[]'::jsonb, 'lines', (
    select coalesce(jsonb_object_agg(l.id, case when l.taxable then jsonb_build_array(jsonb_build_object('code', 'sales_tax',
      'name', 'Sales tax', 'ppm', c.tax_basis_points * 100)) else '[]'::jsonb end), '{}')
    from checkout_line_items l where l.tenant_id = c.tenant_id and l.checkout_id = c.id)),
  shipping_method = shipping_method || '{"free_above": null, "tax_class": "standard"}';
alter table checkouts drop column tax_basis_points;
alter table checkout_line_items alter column list_amount set not null;
alter table checkouts alter column basis set not null, alter column taxes set not null;

alter table orders
  add column tax_included_amount bigint not null default 0,
  add column rounding_amount bigint not null default 0,
  -- Left to pay after gift cards and store credit.
  add column due_amount bigint,
  add column discounts jsonb not null default '[]',
  add column taxes jsonb not null default '[]',
  -- Each step from the prices to what is due.
  add column explanation jsonb not null default '[]',
  drop constraint orders_add_up;
update orders set due_amount = total_amount;
alter table orders
  alter column due_amount set not null,
  add constraint orders_add_up check (total_amount = subtotal_amount - discount_amount + shipping_amount + tax_amount
    - tax_included_amount + rounding_amount and due_amount between 0 and total_amount);

alter table order_line_items
  add column list_amount bigint,
  add column subtotal_amount bigint,
  add column discount_amount bigint not null default 0,
  add column net_amount bigint,
  add column taxes jsonb not null default '[]';
update order_line_items set list_amount = unit_amount, subtotal_amount = unit_amount * quantity,
  net_amount = total_amount - tax_amount;
alter table order_line_items
  alter column list_amount set not null,
  alter column subtotal_amount set not null,
  alter column net_amount set not null,
  add constraint order_line_items_add_up check (net_amount + tax_amount = total_amount and net_amount >= 0
    and tax_amount >= 0 and discount_amount between 0 and subtotal_amount);

alter table payments
  drop constraint payments_method_check,
  add constraint payments_method_check
    check (method in ('manual', 'test', 'cash_on_delivery', 'gift_card', 'store_credit')),
  -- The gift card or the account of store credit.
  add column source_id uuid;

alter table checkouts force row level security;
alter table checkout_line_items force row level security;
alter table orders force row level security;
alter table order_line_items force row level security;
alter table payments force row level security;

alter table markets
  add column percent_rounds text not null default 'discount' check (percent_rounds in ('discount', 'price'));

-- Reviews outlive their customers.
create index on reviews (tenant_id, customer_id);
alter table reviews add foreign key (tenant_id, customer_id) references customers (tenant_id, id) on delete set null (customer_id);
