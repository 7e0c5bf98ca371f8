// The rules that a shard's tables, keys, policies, views, functions and grants keep; and that breaking one is noticed.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../shared/testing/database.ts'
import { type DatabaseKind, findOffenders } from './offenders.ts'

let shard: TestDatabase
let control: TestDatabase
beforeAll(async () => {
  shard = await createTestDatabase('shard')
  control = await createTestDatabase('control')
})
afterAll(async () => {
  await shard?.drop()
  await control?.drop()
})

test('nothing in a shard breaks the wall between tenants', async () => {
  expect(await findOffenders(shard.owner)).toEqual([])
})

test('nothing in the control database gives the application role more than it needs', async () => {
  expect(await findOffenders(control.owner, 'control')).toEqual([])
})

/** What more is found while `ddl` is in force; afterwards it never was. */
async function offendersWith(ddl: string, kind: DatabaseKind = 'shard'): Promise<string[]> {
  const rollback = new Error('rollback')
  let found: string[] = []
  const { owner } = kind === 'shard' ? shard : control
  const known = new Set(await findOffenders(owner, kind))
  await owner
    .begin(async (tx) => {
      await tx.unsafe(ddl)
      found = await findOffenders(tx, kind)
      throw rollback
    })
    .catch((error: unknown) => {
      if (error !== rollback) throw error
    })
  return found.filter((offender) => !known.has(offender))
}

const columns = `tenant_id uuid not null, id uuid not null default uuidv7(), product_id uuid`
const samples = `
  create table samples (${columns}, primary key (tenant_id, id));
  select app.protect_tenant_table('samples');`
const visits = `
  create table visits (${columns}, primary key (tenant_id, id)) partition by hash (tenant_id);
  select app.protect_tenant_table('visits');
  create table visits_1 partition of visits for values with (modulus 1, remainder 0);`
const protectedVisits = `
  ${visits}
  select app.protect_tenant_table('visits_1');
  revoke all on visits_1 from storeplane_app;`

test.each([
  ['a tenant table', samples],
  ['a partitioned table whose partitions only its parent leads to', protectedVisits],
  [
    'a composite foreign key with its index',
    `${samples} create index on samples (tenant_id, product_id);
     alter table samples add foreign key (tenant_id, product_id) references products;`,
  ],
  [
    'a view with the rights of its reader',
    `create view titles with (security_invoker) as select title from products; grant select on titles to storeplane_app;`,
  ],
  ['a definer function out of reach', definer('revoke all on function peek() from public')],
  [
    'a table of no tenant that nobody may read',
    'create schema samples; create table samples.lines (line text)',
  ],
])('%s is sound', async (_, ddl) => {
  expect(await offendersWith(ddl)).toEqual([])
})

function definer(then: string): string {
  return `create function peek() returns bigint language sql security definer return 1; ${then};`
}

const unprotected = [
  'samples does not enable row-level security',
  'samples does not force row-level security',
  'samples has 0 policies, not one',
]
const otherKind = ['samples has a policy tenant of another kind']
const changed = (ddl: string) => `${samples} ${ddl}`

test.each<[what: string, ddl: string, offenders: string[]]>([
  ['an unprotected table', `create table samples (${columns}, primary key (tenant_id, id))`, unprotected],
  [
    'one in another schema',
    `create schema extra; create table extra.samples (${columns}, primary key (tenant_id, id))`,
    unprotected.map((offender) => `extra.${offender}`),
  ],
  [
    'a table of no tenant',
    'create table colours (name text primary key)',
    [
      'colours does not enable row-level security',
      'colours does not force row-level security',
      'colours has 0 policies, not one',
      'colours has no tenant_id',
      'colours: unique index colours_pkey does not start with tenant_id',
    ],
  ],
  [
    'a tenant_id that may be null',
    `create table samples (tenant_id uuid, id uuid);
     create unique index on samples (tenant_id, id);
     select app.protect_tenant_table('samples')`,
    ['samples has no primary key', 'samples.tenant_id is not "uuid not null"'],
  ],
  [
    'a tenant_id of text',
    `create table samples (tenant_id text not null, id uuid, primary key (tenant_id, id))`,
    [...unprotected, 'samples.tenant_id is not "uuid not null"'],
  ],
  [
    'security not enabled',
    changed('alter table samples disable row level security'),
    [unprotected[0] as string],
  ],
  [
    'security not forced',
    changed('alter table samples no force row level security'),
    [unprotected[1] as string],
  ],
  ['no policy', changed('drop policy tenant on samples'), [unprotected[2] as string]],
  [
    'a second policy',
    changed('create policy more on samples using (true)'),
    ['samples has 2 policies, not one', 'samples has a policy more of another kind'],
  ],
  [
    'a policy without its sub-select',
    changed('alter policy tenant on samples using (tenant_id = app.current_tenant())'),
    otherKind,
  ],
  ['a policy that lets anything in', changed('alter policy tenant on samples with check (true)'), otherKind],
  ['a policy for one role', changed('alter policy tenant on samples to storeplane_app'), otherKind],
  [
    'a policy for one command',
    changed(`drop policy tenant on samples;
      create policy tenant on samples for select using (tenant_id = (select app.current_tenant()))`),
    otherKind,
  ],
  [
    'a restrictive policy',
    changed(`drop policy tenant on samples;
      create policy tenant on samples as restrictive using (tenant_id = (select app.current_tenant()))`),
    otherKind,
  ],
  [
    'a primary key of the id alone',
    `create table samples (${columns}, primary key (id)); select app.protect_tenant_table('samples')`,
    ['samples: unique index samples_pkey does not start with tenant_id'],
  ],
  [
    'a unique constraint across tenants',
    changed('alter table samples add unique (product_id, tenant_id)'),
    ['samples: unique index samples_product_id_tenant_id_key does not start with tenant_id'],
  ],
  [
    'a unique index on an expression',
    changed('create unique index handles on products (lower(handle))'),
    ['products: unique index handles does not start with tenant_id'],
  ],
  [
    'an exclusion across tenants',
    changed('alter table samples add constraint apart exclude (id with =)'),
    ['samples: unique index apart does not start with tenant_id'],
  ],
  [
    'a foreign key from the id alone',
    changed(`alter table products add constraint product_ids unique (id);
      create index on samples (product_id);
      alter table samples add foreign key (product_id) references products (id)`),
    [
      'products: unique index product_ids does not start with tenant_id',
      'samples: foreign key samples_product_id_fkey is not composite from tenant_id to tenant_id',
    ],
  ],
  [
    'a foreign key that crosses its columns',
    changed(`create index on samples (product_id, tenant_id);
      alter table samples add foreign key (product_id, tenant_id) references products (tenant_id, id)`),
    ['samples: foreign key samples_product_id_tenant_id_fkey is not composite from tenant_id to tenant_id'],
  ],
  [
    'a foreign key to the register',
    changed('alter table samples add foreign key (tenant_id) references app.tenants'),
    ['samples: foreign key samples_tenant_id_fkey crosses to app.tenants, outside the wall'],
  ],
  [
    'a foreign key from outside',
    `create schema samples;
     create table samples.lines (tenant uuid, id uuid, foreign key (tenant, id) references products)`,
    ['samples.lines: foreign key lines_tenant_id_fkey crosses to products, outside the wall'],
  ],
  [
    'a foreign key without an index',
    changed('alter table samples add foreign key (tenant_id, product_id) references products'),
    ['samples: foreign key samples_tenant_id_product_id_fkey has no index that starts with its columns'],
  ],
  [
    'a view with the rights of its owner',
    'create view titles as select title from products',
    ['view titles is not security_invoker'],
  ],
  [
    'a view that turns it off',
    'create view titles with (security_invoker = off) as select title from products',
    ['view titles is not security_invoker'],
  ],
  [
    'a materialized view',
    'create materialized view titles as select title from products',
    ['materialized view titles holds rows outside the wall'],
  ],
  [
    'a definer function',
    definer('select 1'),
    ['peek() runs as its owner (security definer) and storeplane_app reaches it'],
  ],
  [
    'a definer function that a trigger calls',
    `create function spy() returns trigger language plpgsql security definer as 'begin return new; end';
     revoke all on function spy() from public;
     create trigger spy after insert on products for each row execute function spy()`,
    ['spy() runs as its owner (security definer) and storeplane_app reaches it'],
  ],
  ['a superuser', 'alter role storeplane_app superuser', ['storeplane_app has superuser']],
  ['a bypass', 'alter role storeplane_app bypassrls', ['storeplane_app has bypassrls']],
  ['a membership', 'grant pg_monitor to storeplane_app', ['storeplane_app is a member of pg_monitor']],
  [
    'ownership',
    'create function mine() returns int language sql return 1; alter function mine() owner to storeplane_app',
    ['storeplane_app owns function mine()'],
  ],
  [
    'the right to create in a schema',
    'grant create on schema app to public',
    ['storeplane_app may create in schema app'],
  ],
  [
    'more than rows',
    'grant truncate, references on products to storeplane_app',
    ['storeplane_app has REFERENCES on products', 'storeplane_app has TRUNCATE on products'],
  ],
  [
    'a change of the register',
    'grant update on app.tenants to storeplane_app',
    ['storeplane_app has UPDATE on app.tenants'],
  ],
  [
    'one column of the migrations',
    'grant update (name) on schema_migrations to storeplane_app',
    ['storeplane_app has UPDATE on schema_migrations'],
  ],
  [
    'a table outside the wall',
    'create schema samples; create table samples.lines (line text); grant insert on samples.lines to public',
    ['storeplane_app has INSERT on samples.lines'],
  ],
  [
    'a sequence, which counts for all tenants',
    'create sequence numbers; grant usage on sequence numbers to storeplane_app',
    ['storeplane_app may use the sequence numbers'],
  ],
  [
    'an unprotected partition',
    visits,
    [
      'visits_1 does not enable row-level security',
      'visits_1 does not force row-level security',
      'visits_1 has 0 policies, not one',
    ],
  ],
  [
    'a partition with grants of its own',
    `${protectedVisits} grant select on visits_1 to storeplane_app`,
    ['storeplane_app has SELECT on visits_1'],
  ],
])('%s is noticed', async (_, ddl, offenders) => {
  expect(await offendersWith(ddl)).toEqual(offenders)
})

test('what is planted in the control database is noticed', async () => {
  const ddl = `
    create table notes (id uuid primary key, tenant_id uuid not null);
    create view emails as select email from accounts;
    grant truncate on accounts to storeplane_app;
    grant insert on schema_migrations to storeplane_app;`
  expect(await offendersWith(ddl, 'control')).toEqual([
    'notes does not enable row-level security',
    'notes does not force row-level security',
    'notes has 0 policies, not one',
    'notes: unique index notes_pkey does not start with tenant_id',
    'storeplane_app has INSERT on schema_migrations',
    'storeplane_app has TRUNCATE on accounts',
    'view emails is not security_invoker',
  ])
})
