create table inventory_levels (
  tenant_id uuid not null,
  variant_id uuid not null,
  tracked boolean not null,
  -- What may happen when nothing is left: refuse the sale, or go on selling into the negative.
  policy text not null check (policy in ('deny', 'continue')),
  available integer not null,
  primary key (tenant_id, variant_id),
  foreign key (tenant_id, variant_id) references variants (tenant_id, id) on delete cascade,
  constraint inventory_never_oversold check (available >= 0 or policy = 'continue' or not tracked)
);
select app.protect_tenant_table('inventory_levels');
