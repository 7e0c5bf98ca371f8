create table product_imports (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  status text not null check (status in ('queued', 'running', 'completed', 'failed')),
  -- The CSV, until the import has ended.
  source text,
  -- How often a run has begun: more than one means that an earlier one broke off.
  attempts integer not null default 0,
  total_products integer not null,
  processed_products integer not null default 0,
  created integer not null default 0,
  updated integer not null default 0,
  unchanged integer not null default 0,
  failed_rows integer not null default 0,
  failure text,
  created_at timestamptz not null default now(),
  completed_at timestamptz,
  primary key (tenant_id, id)
);
select app.protect_tenant_table('product_imports');

create table product_import_errors (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  product_import_id uuid not null,
  row_number integer not null,
  column_name text not null,
  message text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, product_import_id) references product_imports (tenant_id, id) on delete cascade
);
create index on product_import_errors (tenant_id, product_import_id, row_number, id);
select app.protect_tenant_table('product_import_errors');
