// What in a database breaks the wall between tenants, read from the catalog of Postgres itself.
import type postgres from 'postgres'
import { APP_ROLE } from '../../shared/db/migrate.ts'

export type Queryable = Pick<postgres.Sql, 'unsafe'>
export type DatabaseKind = 'shard' | 'control'

/** One line for each thing that breaks a rule; none when the database is sound. */
export async function findOffenders(sql: Queryable, kind: DatabaseKind = 'shard'): Promise<string[]> {
  const rules =
    kind === 'shard'
      ? [...protectedBy(POLICY), ...TABLES, ...KEYS_START, ...KEYS, ...REACH, ...ROLE, SHARD_PRIVILEGES]
      : [...protectedBy(CONTROL_POLICY), ...CONTROL_KEYS, ...REACH, ...ROLE, CONTROL_PRIVILEGES]
  const rows = await sql.unsafe(
    `${catalogOf(kind)} select distinct offender from (${rules.join('\nunion all\n')}) as found (offender) order by offender`,
  )
  return rows.map((row) => row.offender)
}

/** The tables of a shard that hold rows of tenants, for reading them one by one; partitions count as their parent. */
export async function tenantTables(sql: Queryable): Promise<string[]> {
  const rows = await sql.unsafe(
    `${catalogOf('shard')} select name from tenant_tables where not relispartition order by name`,
  )
  return rows.map((row) => row.name)
}

// The register of tenants holds ids and epochs only, the queue ids only, and the list of migrations and the counts of events
// nothing of a tenant.
// A superuser may do everything: that it is one is said once, not for each table.
// Of the control database only the tables that name a tenant, and the register itself, stand behind the wall.
const catalogOf = (kind: DatabaseKind) => `
with app_role as (select oid from pg_roles where rolname = '${APP_ROLE}' and not rolsuper),
relations as (
  select c.*, n.nspname, c.oid::regclass::text as name, a.attnum as tenant_column,
    a.atttypid = 'uuid'::regtype and a.attnotnull as tenant_column_fits,
    n.nspname = 'pgboss' or c.oid = to_regclass('public.schema_migrations') as is_machinery,
    c.oid is not distinct from to_regclass('app.tenants') as is_register
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
  where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
),
tenant_tables as (
  select * from relations
  where relkind in ('r', 'p', 'f') and not is_machinery and not is_register
    and (tenant_column is not null or ${kind === 'shard' ? `nspname = 'public'` : `oid = to_regclass('public.tenants')`})
)`

const TENANT_COLUMN = `case when t.oid = to_regclass('public.tenants') then 'id' else 'tenant_id' end`

const POLICY = '(%I = ( SELECT app.current_tenant() AS current_tenant))'

const CONTROL_POLICY =
  '((%I = ( SELECT app.current_tenant() AS current_tenant)) OR ( SELECT app.is_platform_wide() AS is_platform_wide))'

const TABLES = [
  `select name || ' is no table of this database and cannot be protected' from tenant_tables where relkind = 'f'`,
  `select name || ' has no tenant_id' from tenant_tables where tenant_column is null`,
  `select name || '.tenant_id is not "uuid not null"' from tenant_tables where not tenant_column_fits`,
]

const protectedBy = (policy: string) => [
  `select name || ' does not enable row-level security' from tenant_tables where not relrowsecurity`,
  `select name || ' does not force row-level security' from tenant_tables where not relforcerowsecurity`,
  `select format('%s has %s policies, not one', name, (select count(*) from pg_policy where polrelid = t.oid))
    from tenant_tables t where (select count(*) from pg_policy where polrelid = t.oid) <> 1`,
  `select format('%s has a policy %I of another kind', name, polname)
    from tenant_tables t join pg_policy p on p.polrelid = t.oid
    where not (polcmd = '*' and polpermissive and polroles = '{0}'
      and pg_get_expr(polqual, polrelid) is not distinct from format('${policy}', ${TENANT_COLUMN})
      and coalesce(pg_get_expr(polwithcheck, polrelid), '') in ('', format('${policy}', ${TENANT_COLUMN})))`,
  `select name || ' has no primary key' from tenant_tables t
    where not exists (select from pg_index where indrelid = t.oid and indisprimary)`,
]

const KEYS_START = [
  // Checks of uniqueness look past row-level security: they would tell of the rows of others, and block one's own.
  `select format('%s: unique index %s does not start with tenant_id', name, indexrelid::regclass)
    from tenant_tables t join pg_index i on i.indrelid = t.oid
    where (indisunique or indisexclusion) and indkey[0] is distinct from tenant_column`,
]

/** What is looked for without knowing whose it is must be unique for the whole installation. */
const UNIQUE_EVERYWHERE = [
  'api_keys_key_hash_key',
  'domains_verified_key',
  'impersonations_token_hash_key',
  'invitations_token_hash_key',
  // Those that concern no tenant have ids too.
  'audit_entries_pkey',
]

const CONTROL_KEYS = [
  `select format('%s: unique index %s does not start with tenant_id', name, indexrelid::regclass)
    from tenant_tables t join pg_index i on i.indrelid = t.oid
    where indisunique and t.tenant_column is not null and indkey[0] is distinct from tenant_column
      and indexrelid::regclass::text <> all ('{${UNIQUE_EVERYWHERE.join()}}')`,
  `select format('%s: foreign key %I is not composite from tenant_id to tenant_id', t.name, conname)
    from pg_constraint k
    join tenant_tables t on t.oid = conrelid
    join tenant_tables target on target.oid = confrelid
    where contype = 'f' and target.tenant_column is not null
      and (conkey[1] is distinct from t.tenant_column or confkey[1] is distinct from target.tenant_column)`,
]

// Rare changes of these need no index on what points at them, and their many referrers save one.
const SELDOM_DELETED = `('markets', 'shards')`

const KEYS = [
  `select format('%s: foreign key %I is not composite from tenant_id to tenant_id', t.name, conname)
    from pg_constraint k
    join tenant_tables t on t.oid = conrelid
    join tenant_tables target on target.oid = confrelid
    where contype = 'f' and (conkey[1] is distinct from t.tenant_column or confkey[1] is distinct from target.tenant_column)`,
  `select format('%s: foreign key %I crosses to %s, outside the wall', source.name, conname, target.name)
    from pg_constraint k join relations source on source.oid = conrelid join relations target on target.oid = confrelid
    where contype = 'f' and (conrelid in (select oid from tenant_tables)) <> (confrelid in (select oid from tenant_tables))`,
  `select format('%s: foreign key %I has no index that starts with its columns', t.name, conname)
    from pg_constraint k join tenant_tables t on t.oid = conrelid
    where contype = 'f' and confrelid::regclass::text not in ${SELDOM_DELETED} and not exists (
      select from pg_index i
      where indrelid = conrelid and indisvalid and indpred is null and indnkeyatts >= cardinality(conkey)
        and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)`,
]

const REACH = [
  `select format('view %s is not security_invoker', name) from relations
    where relkind = 'v' and not is_machinery and not exists (
      select from pg_options_to_table(reloptions) where option_name = 'security_invoker' and option_value::boolean)`,
  `select format('materialized view %s holds rows outside the wall', name) from relations
    where relkind = 'm' and not is_machinery`,
  // A trigger's function needs no grant to run.
  `select format('%s runs as its owner (security definer) and %s reaches it', p.oid::regprocedure, '${APP_ROLE}')
    from pg_proc p, app_role
    where prosecdef and (has_function_privilege(app_role.oid, p.oid, 'execute')
      or exists (select from pg_trigger where tgfoid = p.oid))`,
]

const ROLE = [
  `select '${APP_ROLE} does not exist' where not exists (select from pg_roles where rolname = '${APP_ROLE}')`,
  `select format('%s has %s', rolname, attribute) from pg_roles
    cross join lateral (values ('superuser', rolsuper), ('bypassrls', rolbypassrls), ('createrole', rolcreaterole),
        ('createdb', rolcreatedb), ('replication', rolreplication)) as attributes (attribute, held)
    where rolname = '${APP_ROLE}' and held`,
  `select format('%s is a member of %s', '${APP_ROLE}', roleid::regrole)
    from pg_auth_members, app_role where member = app_role.oid`,
  `select format('%s owns %s', '${APP_ROLE}', pg_describe_object(classid, objid, objsubid))
    from pg_shdepend, app_role
    where refclassid = 'pg_authid'::regclass and refobjid = app_role.oid and deptype = 'o'
      and dbid in (0, (select oid from pg_database where datname = current_database()))`,
  `select format('%s may create in schema %I', '${APP_ROLE}', nspname) from pg_namespace, app_role
    where nspname !~ '^pg_temp' and has_schema_privilege(app_role.oid, pg_namespace.oid, 'create')`,
  `select format('%s may create schemas', '${APP_ROLE}') from app_role
    where has_database_privilege(app_role.oid, current_database(), 'create')`,
]

// What the role may do to each relation in effect: by grants on the whole or on columns, to itself or to everybody.
const privilegesBeyond = (allowed: string) => `
  select format('%s has %s on %s', '${APP_ROLE}', upper(privilege), name)
  from app_role, relations r,
    unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger', 'maintain']) as privilege
  where relkind in ('r', 'p', 'v', 'm', 'f')
    and (has_table_privilege(app_role.oid, r.oid, privilege)
      or case when privilege in ('select', 'insert', 'update', 'references')
        then has_any_column_privilege(app_role.oid, r.oid, privilege) end)
    and privilege <> all (case ${allowed} else '{}' end)
  union all
  select format('%s may use the sequence %s', '${APP_ROLE}', name) from app_role, relations r
  where relkind = 'S' and nspname <> 'pgboss' and has_sequence_privilege(app_role.oid, r.oid, 'usage, select, update')`

const READ_WRITE = `'{select,insert,update,delete}'::text[]`

// The ledger of stock and the audit log are only ever added to.
const SHARD_PRIVILEGES = privilegesBeyond(`
  when r.oid in (to_regclass('public.stock_movements'), to_regclass('public.audit_entries')) then '{select,insert}'
  when nspname = 'pgboss' then ${READ_WRITE}
  when is_register then '{select,insert}'
  when r.oid = to_regclass('public.schema_migrations') then '{select}'
  when r.oid = to_regclass('app.event_counts') then ${READ_WRITE}
  when relispartition then '{}'
  when r.oid in (select oid from tenant_tables) then ${READ_WRITE}
  when relkind = 'v' then '{select}'`)

const CONTROL_PRIVILEGES = privilegesBeyond(`
  when r.oid is not distinct from to_regclass('public.audit_entries') then '{select,insert}'
  when r.oid = to_regclass('public.schema_migrations') then '{select}'
  when nspname = 'pgboss' or nspname = 'public' and relkind in ('r', 'p') and not is_machinery then ${READ_WRITE}
  when relkind = 'v' then '{select}'`)
