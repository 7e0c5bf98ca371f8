-- What a store's hosted shop shows beyond its goods: its theme, pages and menus.

create table themes (
  tenant_id uuid primary key,
  -- Counts every change, of the draft too.
  version integer not null,
  -- Settings as data, never code; null: as published.
  draft jsonb,
  -- Null: as a new store's shop looks.
  published jsonb,
  updated_at timestamptz not null,
  published_at timestamptz
);
select app.protect_tenant_table('themes');

create table pages (
  tenant_id uuid not null,
  id uuid not null,
  title text not null,
  handle text not null,
  -- HTML, cleaned.
  body text not null,
  seo_title text not null,
  seo_description text not null,
  status text not null check (status in ('draft', 'published')),
  -- By language tag: what stands in place of the fields above.
  translations jsonb not null,
  metadata jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint pages_handle_key unique (tenant_id, handle)
);
select app.protect_tenant_table('pages');

create table menus (
  tenant_id uuid primary key,
  -- Null: made of the store's categories, collections and pages.
  header jsonb,
  footer jsonb,
  updated_at timestamptz not null
);
select app.protect_tenant_table('menus');
