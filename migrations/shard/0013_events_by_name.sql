-- Without it a list of events by a rare name goes through all events of the store.
create index on events (tenant_id, name, id desc);
