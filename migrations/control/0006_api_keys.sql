-- API keys that expire, are bound to networks and are replaced; when they were used, and for what.

alter table api_keys
  add column expires_at timestamptz,
  -- Addresses and networks from which the key may be used; none: from anywhere.
  add column allowed_ips text[] not null default '{}',
  -- The account; null for keys that are older than this column. No foreign key: it is told even when the account is gone.
  add column created_by uuid,
  add column rotated_to uuid,
  add foreign key (tenant_id, rotated_to) references api_keys (tenant_id, id);
create index on api_keys (tenant_id, rotated_to);

-- Apart from the keys themselves, whose every change makes all gateways ask again.
create table api_key_uses (
  tenant_id uuid not null,
  api_key_id uuid not null,
  last_used_at timestamptz not null,
  last_used_ip text not null,
  primary key (tenant_id, api_key_id),
  foreign key (tenant_id, api_key_id) references api_keys (tenant_id, id) on delete cascade
);
select app.protect_tenant_table('api_key_uses');

-- What secret keys asked in the last days. Only ever added to at its end, and pruned by the hour.
create table api_key_requests (
  tenant_id uuid not null,
  api_key_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  method text not null,
  path text not null,
  status integer not null,
  duration_ms double precision not null,
  -- Null where the length was not told before the body.
  request_bytes bigint,
  response_bytes bigint,
  primary key (tenant_id, api_key_id, id),
  foreign key (tenant_id, api_key_id) references api_keys (tenant_id, id) on delete cascade
);
create index on api_key_requests (tenant_id, api_key_id, status, id);
create index on api_key_requests (at);
select app.protect_tenant_table('api_key_requests');

-- How many requests were too many to be kept.
create table api_key_dropped_requests (
  tenant_id uuid not null,
  api_key_id uuid not null,
  hour timestamptz not null,
  count bigint not null,
  primary key (tenant_id, api_key_id, hour),
  foreign key (tenant_id, api_key_id) references api_keys (tenant_id, id) on delete cascade
);
create index on api_key_dropped_requests (hour);
select app.protect_tenant_table('api_key_dropped_requests');
