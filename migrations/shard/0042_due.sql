-- The tenants for which a condition holds that is asked of each one's rows alone: one statement instead of a transaction for
-- each, most of which would find nothing to do. Row-level security holds for each question as for any other.
create function app.tenants_where(condition text) returns setof uuid language plpgsql as $$
declare
  tenant uuid;
  holds boolean;
begin
  for tenant in select tenant_id from app.tenants loop
    perform set_config('app.tenant_id', tenant::text, true);
    execute 'select ' || condition into holds using tenant;
    if holds then
      return next tenant;
    end if;
  end loop;
  perform set_config('app.tenant_id', '', true);
end $$;
revoke all on function app.tenants_where(text) from public;
grant execute on function app.tenants_where(text) to storeplane_app;
