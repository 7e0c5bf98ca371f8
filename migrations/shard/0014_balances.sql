-- What can run out (stock, uses of a coupon, a campaign's budget, gift cards, store credit) stands in columns `available`
-- and `floor` of its own table: nothing may be taken that would leave less than the floor; without a floor nothing runs out.
create function app.refuse_overdraft() returns trigger language plpgsql as $$
begin
  raise exception '% of % cannot be taken', old.available - new.available, tg_table_name
    using errcode = '23514', constraint = tg_table_name || '_never_overdrawn';
end $$;
revoke all on function app.refuse_overdraft() from public;

-- A floor may be raised above what is left: then only giving back is possible. So this is no check constraint.
create function app.protect_balance(target regclass) returns void language plpgsql as $$
begin
  execute format('create trigger never_overdrawn before update of available on %s for each row
    when (new.available < old.available and new.available < new.floor) execute function app.refuse_overdraft()', target);
end $$;
revoke all on function app.protect_balance(regclass) from public;
