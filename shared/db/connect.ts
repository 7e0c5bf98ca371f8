// Opens a pool of connections. Times come back as RFC 3339 strings in UTC, bigint as number (all ours stay below 2^53).
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'

type Sql = postgres.Sql
export type Db = PostgresJsDatabase
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0]

export type Pool = { readonly sql: Sql; readonly db: Db; close: () => Promise<void> }

const CONNECT_TIMEOUT_SECONDS = 5
/** The driver's own goes up to 20 s, all of which requests would wait after the database is back. */
const RECONNECT_SECONDS = 0.25
const STATEMENT_TIMEOUT_MS = 15_000
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 10_000

/** @param url postgres:// URL @param max connections at most @param name shown in pg_stat_activity */
export function openPool(url: string, max: number, name: string): Pool {
  const sql = postgres(url, {
    max,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    backoff: () => RECONNECT_SECONDS,
    onnotice: () => {},
    connection: {
      application_name: name,
      TimeZone: 'UTC',
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    },
  })
  return { sql, db: drizzle(sql), close: () => sql.end({ timeout: 5 }) }
}
