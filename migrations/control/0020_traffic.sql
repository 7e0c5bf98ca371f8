-- What gateways answered: by the minute, and by the hour once that is a day old. Several gateways add to the same rows.
create function app.add_counts(a bigint[], b bigint[]) returns bigint[] language sql immutable parallel safe
  return (select array_agg(coalesce(x, 0) + coalesce(y, 0) order by i) from unnest(a, b) with ordinality as both_ (x, y, i));
create aggregate app.sum_counts(bigint[]) (sfunc = app.add_counts, stype = bigint[], initcond = '{}');
revoke all on function app.add_counts(bigint[], bigint[]), app.sum_counts(bigint[]) from public;
grant execute on function app.add_counts(bigint[], bigint[]), app.sum_counts(bigint[]) to storeplane_app;

create table traffic_minutes (
  -- The store; 00000000-… counts everything that the installation answered, stores included.
  tenant_id uuid not null,
  at timestamptz not null,
  status_2xx bigint not null,
  status_3xx bigint not null,
  status_4xx bigint not null,
  status_5xx bigint not null,
  -- How many took so long, by the bounds that the gateway knows.
  durations bigint[] not null,
  primary key (tenant_id, at)
);
create index on traffic_minutes (at);
select app.protect_tenant_table('traffic_minutes');

create table traffic_hours (like traffic_minutes, primary key (tenant_id, at));
create index on traffic_hours (at);
select app.protect_tenant_table('traffic_hours');
