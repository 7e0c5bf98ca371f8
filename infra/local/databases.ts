// Creates and migrates the databases of one installation and gives the URLs that the application role uses.
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import { APP_ROLE, migrate, migrateJobs, trackStatements } from '../../shared/db/migrate.ts'

const CONTROL_MIGRATIONS = fileURLToPath(new URL('../../migrations/control', import.meta.url))
const PASSWORD_LOCK_KEY = 7_305_814
const SHARD_MIGRATIONS = fileURLToPath(new URL('../../migrations/shard', import.meta.url))

/** @param ownerUrl a role that may create databases on this server */
export async function ensureDatabase(ownerUrl: string): Promise<void> {
  const name = decodeURIComponent(new URL(ownerUrl).pathname.slice(1))
  const sql = postgres(withDatabase(ownerUrl, 'postgres'), { max: 1, onnotice: () => {} })
  try {
    const [known] = await sql`select 1 from pg_database where datname = ${name}`
    if (known === undefined) await sql`create database ${sql(name)}`
  } catch (error) {
    // Another process created it between the question and the answer.
    const code = (error as { code?: string }).code
    if (code !== '42P04' && code !== '23505') throw error
  } finally {
    await sql.end()
  }
}

/** Brings the control database up to date, with its job queue. */
export async function migrateControl(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl, CONTROL_MIGRATIONS)
  await migrateJobs(ownerUrl)
}

/** Brings a shard up to date, with its job queue, and lets its workers see which of their statements are slow. */
export async function migrateShard(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl, SHARD_MIGRATIONS)
  await migrateJobs(ownerUrl)
  await trackStatements(ownerUrl)
}

/** Sets the password by which gateway and workers log in on this server. */
export async function setAppPassword(ownerUrl: string, password: string): Promise<void> {
  // A role belongs to the whole server, so whoever changes it at the same time is met in one database.
  const sql = postgres(withDatabase(ownerUrl, 'postgres'), { max: 1 })
  try {
    await sql`select pg_advisory_lock(${PASSWORD_LOCK_KEY})`
    await sql.unsafe(`alter role ${APP_ROLE} password '${password.replaceAll("'", "''")}'`)
  } finally {
    await sql.end()
  }
}

export type ShardRecord = { name: string; region: string; maxTenants: number; workerUrl: string | null }

/** Adds a shard to the registry, or changes where its workers listen. */
export async function registerShard(controlOwnerUrl: string, shard: ShardRecord): Promise<void> {
  const sql = postgres(controlOwnerUrl, { max: 1 })
  try {
    await sql`
      insert into shards (name, region, max_tenants, worker_url)
      values (${shard.name}, ${shard.region}, ${shard.maxTenants}, ${shard.workerUrl})
      on conflict (name) do update set worker_url = excluded.worker_url`
  } finally {
    await sql.end()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** The same database, as the application role. */
export function asApp(url: string, password: string): string {
  const other = new URL(url)
  other.username = APP_ROLE
  other.password = encodeURIComponent(password)
  return other.href
}
