-- What staff said is done of what leads a new store to its first order.
alter table stores add column setup_done text[] not null default '{}';
