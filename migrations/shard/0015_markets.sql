-- Markets hold all that is decided by market, and taxes stand by region. Stores that exist keep what they had.

alter table stores add column tax_classes text[] not null default '{standard,reduced,zero}';

alter table markets
  add column id uuid not null default uuidv7(),
  add column status text not null default 'active' check (status in ('active', 'inactive')),
  add column countries text[] not null default '{}',
  -- All that carts may use, the market's own first.
  add column currencies text[] not null default '{}',
  add column locale text not null default 'en-US',
  add column locales text[] not null default '{en-US}',
  add column prices_include_tax boolean not null default false,
  add column tax_rounding text not null default 'line' check (tax_rounding in ('line', 'invoice')),
  add column rate_rounding text not null default 'together' check (rate_rounding in ('together', 'each')),
  add column rounding text not null default 'half_up' check (rounding in ('half_up', 'half_even')),
  add column tax_basis text not null default 'discounted' check (tax_basis in ('discounted', 'undiscounted')),
  add column shipping_tax text not null default 'none' check (shipping_tax in ('none', 'own', 'highest', 'weighted')),
  add column percent_rounding text not null default 'line' check (percent_rounding in ('line', 'sum')),
  add column total_rounding integer not null default 1 check (total_rounding > 0),
  add column tax_origin jsonb,
  add column payment_methods text[] not null default '{}',
  add column cash_on_delivery_limits jsonb not null default '[]',
  add column shipping_methods jsonb not null default '[]',
  add column business_hours jsonb,
  add column updated_at timestamptz not null default now(),
  add constraint markets_id_key unique (tenant_id, id);

-- A store's regions, and those of its countries' provinces. A rate is only ever read with its region.
create table tax_regions (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  -- ISO 3166-1, and the part of ISO 3166-2 behind it; empty for the whole country.
  country text not null,
  province text not null,
  name text not null,
  country_region_id uuid,
  rates jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint tax_regions_place_key unique (tenant_id, country, province),
  foreign key (tenant_id, country_region_id) references tax_regions (tenant_id, id) on delete cascade
);
create index on tax_regions (tenant_id, country_region_id);
select app.protect_tenant_table('tax_regions');

-- The wall binds its owner too, and would hide the rows of all stores from what follows.
alter table markets no force row level security;
alter table shipping_methods no force row level security;
alter table tax_regions no force row level security;

update markets m set
  currencies = array[currency],
  countries = case code when 'us' then '{US}'::text[] when 'in' then '{IN}'::text[] else '{}'::text[] end,
  shipping_methods = (
    select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'name', s.name, 'carrier', '', 'min_days', null,
        'max_days', null, 'tax_class', 'standard', 'rates', jsonb_build_array(jsonb_build_object('type', 'flat',
          'currency', m.currency, 'amount', s.amount, 'free_above', s.free_above))) order by s.position), '[]')
    from shipping_methods s where s.tenant_id = m.tenant_id and s.market_code = m.code);
update markets m set locale = r.locale, locales = r.locales, rate_rounding = r.rate_rounding,
  payment_methods = r.payment_methods, business_hours = jsonb_build_object('time_zone', r.time_zone, 'days', (
    select jsonb_agg(jsonb_build_object('weekday', day, 'opens', '09:00', 'closes', '21:00') order by n)
    from unnest('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]) with ordinality as d (day, n)))
from (values
  ('us', 'en-US', '{en-US}'::text[], 'together', '{stripe,paypal,apple_pay}'::text[], 'America/New_York'),
  ('in', 'en-IN', '{en-IN,hi}', 'each', '{razorpay,paytm,upi,cash_on_delivery}', 'Asia/Kolkata'))
  as r (code, locale, locales, rate_rounding, payment_methods, time_zone)
where m.code = r.code;
insert into tax_regions (tenant_id, country, province, name, rates)
select m.tenant_id, upper(m.code), '', m.name, jsonb_build_array(jsonb_build_object('code', tax.code, 'name', tax.name,
  'ppm', m.tax_basis_points * 100, 'combinable', false, 'gst', tax.gst, 'tax_classes', '[]'::jsonb,
  'product_types', '[]'::jsonb, 'product_ids', '[]'::jsonb))
from markets m join (values ('us', 'sales_tax', 'Sales tax', false), ('in', 'gst', 'GST', true))
  as tax (market, code, name, gst) on tax.market = m.code;

alter table markets force row level security;
alter table tax_regions force row level security;

drop table shipping_methods;
alter table markets drop column tax_basis_points;

alter table stores
  add constraint stores_default_market_fkey foreign key (tenant_id, default_market) references markets (tenant_id, code)
    -- A new store is there before its markets.
    deferrable initially immediate;
-- Whether a market is in use is asked when it is to be deleted.
create index on carts (tenant_id, market_code);
create index on orders (tenant_id, market_code);

alter table variants add column tax_class text not null default 'standard';
