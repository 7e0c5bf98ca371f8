-- The plan that Postgres makes for a statement whatever its parameters are. It runs with the caller's own rights and does
-- not run the statement. Null where the text alone does not suffice, or what it names is gone.
create function app.generic_plan(statement text) returns json language plpgsql as $$
declare
  plan json;
  untyped text;
  typed text;
begin
  loop
    begin
      execute 'explain (generic_plan, format json) ' || statement into plan;
      return plan -> 0 -> 'Plan';
    exception
      -- pg_stat_statements puts a parameter for each constant, where the constant may have been what told its type: as
      -- an argument of json_build_object, for example. Such a constant was text.
      when indeterminate_datatype then
        untyped := substring(sqlerrm from '\$\d+');
        typed := regexp_replace(statement, format('\%s(?!\d|::)', untyped), untyped || '::text', 'g');
        if typed is null or typed = statement then
          return null;
        end if;
        statement := typed;
      when others then
        return null;
    end;
  end loop;
end $$;
revoke all on function app.generic_plan(text) from public;
grant execute on function app.generic_plan(text) to storeplane_app;
