-- Files of a store. The bytes are in the store of files under `{tenant_id}/{id}`.
create table media (
  tenant_id uuid not null,
  id uuid not null,
  content_hash text not null,
  content_type text not null,
  filename text not null,
  alt text not null,
  size_bytes bigint not null check (size_bytes > 0),
  width integer check (width > 0),
  height integer check (height > 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  constraint media_content_key unique (tenant_id, content_hash)
);
select app.protect_tenant_table('media');

-- Uploads under way and files that were deleted: what is stored under the id of one that stays here belongs to no file.
create table media_uploads (
  tenant_id uuid not null,
  id uuid not null,
  started_at timestamptz not null,
  primary key (tenant_id, id)
);
create index on media_uploads (tenant_id, started_at);
select app.protect_tenant_table('media_uploads');

create table media_usage (
  tenant_id uuid not null primary key,
  files integer not null check (files >= 0),
  size_bytes bigint not null check (size_bytes >= 0)
);
select app.protect_tenant_table('media_usage');

alter table product_images add column media_id uuid;
alter table product_images add constraint product_images_media_fkey
  foreign key (tenant_id, media_id) references media (tenant_id, id);
create index on product_images (tenant_id, media_id);

create table review_settings (
  tenant_id uuid not null primary key,
  auto_approve text not null check (auto_approve in ('none', 'verified'))
);
select app.protect_tenant_table('review_settings');

create table reviews (
  tenant_id uuid not null,
  id uuid not null,
  product_id uuid not null,
  status text not null check (status in ('pending', 'approved', 'rejected')),
  rating integer not null check (rating between 1 and 5),
  title text not null,
  body text not null,
  author_name text not null,
  -- In lower case: one address has one review of a product.
  author_email text not null,
  customer_id uuid,
  -- The order that shows that the author bought the product.
  order_id uuid,
  verified boolean not null,
  reply text,
  replied_at timestamptz,
  helpful_count integer not null default 0 check (helpful_count >= 0),
  report_count integer not null default 0 check (report_count >= 0),
  created_at timestamptz not null,
  primary key (tenant_id, id),
  constraint reviews_author_key unique (tenant_id, product_id, author_email),
  constraint reviews_customer_key unique (tenant_id, product_id, customer_id),
  constraint reviews_order_key unique (tenant_id, product_id, order_id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade,
  foreign key (tenant_id, order_id) references orders (tenant_id, id) on delete set null (order_id)
);
create index on reviews (tenant_id, status, id);
create index on reviews (tenant_id, rating, id);
create index on reviews (tenant_id, product_id, id);
create index on reviews (tenant_id, order_id);
-- What shoppers read, in each order that they can ask for.
create index on reviews (tenant_id, product_id, id) where status = 'approved';
create index on reviews (tenant_id, product_id, helpful_count, id) where status = 'approved';
create index on reviews (tenant_id, product_id, rating, id) where status = 'approved';
select app.protect_tenant_table('reviews');

-- How many approved reviews a product has of each rating.
create table product_ratings (
  tenant_id uuid not null,
  product_id uuid not null,
  stars_1 integer not null default 0 check (stars_1 >= 0),
  stars_2 integer not null default 0 check (stars_2 >= 0),
  stars_3 integer not null default 0 check (stars_3 >= 0),
  stars_4 integer not null default 0 check (stars_4 >= 0),
  stars_5 integer not null default 0 check (stars_5 >= 0),
  rating_count integer not null generated always as (stars_1 + stars_2 + stars_3 + stars_4 + stars_5) stored,
  -- In hundredths, half up; null without reviews.
  rating_average integer generated always as (
    (200 * (stars_1 + 2 * stars_2 + 3 * stars_3 + 4 * stars_4 + 5 * stars_5) + stars_1 + stars_2 + stars_3 + stars_4 + stars_5)
    / nullif(2 * (stars_1 + stars_2 + stars_3 + stars_4 + stars_5), 0)) stored,
  primary key (tenant_id, product_id),
  foreign key (tenant_id, product_id) references products (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('product_ratings');

-- Who found a review helpful. A shopper is the hash of a token that their browser keeps.
create table review_votes (
  tenant_id uuid not null,
  review_id uuid not null,
  shopper text not null,
  primary key (tenant_id, review_id, shopper),
  foreign key (tenant_id, review_id) references reviews (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('review_votes');

create table review_reports (
  tenant_id uuid not null,
  id uuid not null,
  review_id uuid not null,
  shopper text not null,
  reason text not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  constraint review_reports_shopper_key unique (tenant_id, review_id, shopper),
  foreign key (tenant_id, review_id) references reviews (tenant_id, id) on delete cascade
);
create index on review_reports (tenant_id, review_id, id);
select app.protect_tenant_table('review_reports');
