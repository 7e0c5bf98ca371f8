-- What each shard was found to be, minute by minute.
create table shard_sightings (
  shard text not null references shards on delete cascade,
  at timestamptz not null,
  -- Null when no worker answered; then so is all that follows.
  latency_ms double precision,
  database_bytes bigint,
  connections integer,
  waiting_jobs integer,
  failed_jobs integer,
  primary key (shard, at)
);
create index on shard_sightings (at);
grant select, insert, update, delete on shard_sightings to storeplane_app;

-- Admins of the platform look a request up by its id alone.
create index on refusals (id);

-- So that it can be told whether a database is up to date.
grant select on schema_migrations to storeplane_app;
