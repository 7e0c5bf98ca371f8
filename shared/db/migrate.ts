// Applies the plain SQL files of one folder in order of their names, each once, each in its own transaction.
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PgBoss } from 'pg-boss'
import postgres from 'postgres'

/** The role that requests and jobs use. It owns nothing and cannot bypass row-level security. */
export const APP_ROLE = 'storeplane_app'

const LOCK_KEY = 7_305_813

/**
 * Brings a database up to date. Safe to repeat, and to run from several processes at once: they take turns.
 * @param ownerUrl a role that may create schemas and, once per server, the application role
 * @throws when a file that was applied has changed since
 */
export async function migrate(ownerUrl: string, folder: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await sql`select pg_advisory_lock(${LOCK_KEY})`
    await sql`create table if not exists public.schema_migrations (
      name text primary key, checksum text not null, applied_at timestamptz not null default now())`
    const applied = new Map(
      (await sql`select name, checksum from schema_migrations`).map((row) => [row.name, row.checksum]),
    )
    for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
      const text = await readFile(join(folder, name), 'utf8')
      const checksum = createHash('sha256').update(text).digest('hex')
      const known = applied.get(name)
      if (known === checksum) continue
      if (known !== undefined) throw new Error(`Migration ${name} was changed after it had been applied.`)
      await sql.begin(async (tx) => {
        await tx.unsafe(text)
        await tx`insert into schema_migrations (name, checksum) values (${name}, ${checksum})`
      })
    }
  } finally {
    await sql.end()
  }
}

/** Lays or upgrades pg-boss's schema in a shard and lets the application role use it. */
export async function migrateJobs(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: ownerUrl, max: 1, supervise: false, schedule: false })
  await boss.start()
  await boss.stop({ graceful: false })
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(`
      select pg_advisory_lock(${LOCK_KEY});
      grant usage on schema pgboss to ${APP_ROLE};
      grant select, insert, update, delete on all tables in schema pgboss to ${APP_ROLE};
      grant execute on all functions in schema pgboss to ${APP_ROLE};
      grant usage on all sequences in schema pgboss to ${APP_ROLE};
      -- Those that failed are few among very many, and people ask for them.
      create index if not exists job_ended_badly on pgboss.job_common (name, completed_on) where state > 'completed';`)
  } finally {
    await sql.end()
  }
}

/**
 * Lets the application role read, and reset, the figures that Postgres keeps on its statements in this database. Does
 * nothing where the server has no pg_stat_statements or the owner may not set it up; whether it may can change, so this
 * is no migration but tried each time.
 */
export async function trackStatements(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe(`
      select pg_advisory_lock(${LOCK_KEY});
      do $$ begin
        create extension if not exists pg_stat_statements;
        alter view pg_stat_statements set (security_invoker);
        alter view pg_stat_statements_info set (security_invoker);
        grant execute on function pg_stat_statements_reset to ${APP_ROLE};
      exception when insufficient_privilege or feature_not_supported or undefined_file then
        raise notice 'statements are not tracked: %', sqlerrm;
      end $$;`)
  } finally {
    await sql.end()
  }
}
