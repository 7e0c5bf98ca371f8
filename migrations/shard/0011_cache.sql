-- What the read cache's entries depend on. A tag that has no row has version 0.
create table cache_tags (
  tenant_id uuid not null,
  tag text not null,
  -- When it last changed, in microseconds since 1970: versions only grow, and none comes twice, not even after a backup
  -- was restored or the tenant has moved to another database.
  version bigint not null,
  primary key (tenant_id, tag)
);
select app.protect_tenant_table('cache_tags');

-- Gives the current tenant's tags new versions and tells all processes with the commit. The tag '*' stands for all of
-- a tenant's entries. Returns what is told: {"tenant": …, "versions": {tag: version}}.
create function app.touch_cache_tags(tags text[]) returns text language plpgsql as $$
declare
  change text;
begin
  -- In the order of the tags, so that two transactions cannot wait for each other.
  with touched as (
    insert into cache_tags as old (tenant_id, tag, version)
    select app.current_tenant(), tag, (extract(epoch from clock_timestamp()) * 1000000)::bigint
    from (select distinct tag from unnest(tags) as tag order by tag) as sorted
    on conflict (tenant_id, tag) do update set version = greatest(old.version + 1, excluded.version)
    returning tag, version)
  select json_build_object('tenant', app.current_tenant(), 'versions', json_object_agg(tag, version))
  into change from touched;
  -- A notification holds less than 8000 bytes.
  if octet_length(change) >= 8000 then
    return app.touch_cache_tags(array['*']);
  end if;
  perform pg_notify('cache_tags', change);
  return change;
end $$;
revoke all on function app.touch_cache_tags(text[]) from public;
grant execute on function app.touch_cache_tags(text[]) to storeplane_app;

-- A tenant that was frozen, moved away or erased is no longer answered for from memory.
create function app.forget_cached_tenant() returns trigger language plpgsql as $$
begin
  perform pg_notify('cache_tags', json_build_object('tenant', old.tenant_id, 'versions',
    json_build_object('*', (extract(epoch from clock_timestamp()) * 1000000)::bigint))::text);
  return null;
end $$;
revoke all on function app.forget_cached_tenant() from public;
create trigger forget_cached_tenant after update or delete on app.tenants
  for each row execute function app.forget_cached_tenant();
