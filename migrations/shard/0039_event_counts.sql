-- How often something happened on the whole shard, minute by minute: numbers that name no tenant, so they need no wall.
create table app.event_counts (
  name text not null,
  minute timestamptz not null,
  count bigint not null,
  primary key (name, minute)
);
create index on app.event_counts (minute);
grant select, insert, update, delete on app.event_counts to storeplane_app;

-- So that it can be told whether a database is up to date.
grant select on schema_migrations to storeplane_app;
