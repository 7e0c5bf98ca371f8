-- Mail to shoppers and staff. Rows wait here until a mail transport takes them.
create table messages (
  tenant_id uuid not null,
  id uuid not null default uuidv7(),
  event_id uuid not null,
  template text not null,
  recipient text not null,
  subject text not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  constraint messages_event_key unique (tenant_id, event_id, template, recipient)
);
select app.protect_tenant_table('messages');
