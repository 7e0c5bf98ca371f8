// Column types that all tables share.
import { sql } from 'drizzle-orm'
import { bigint, timestamp, uuid } from 'drizzle-orm/pg-core'

/** An integer amount in the minor unit of the row's currency. */
export const minorUnits = (name: string) => bigint(name, { mode: 'number' })

export const tenantId = () => uuid('tenant_id').notNull()

/** Time-ordered, made by the database. */
export const id = () => uuid('id').notNull().default(sql`uuidv7()`)

/** A time that the database sets to the transaction's start unless told otherwise. */
export const timestampNow = (name: string) =>
  timestamp(name, { withTimezone: true, mode: 'string' }).notNull().default(sql`now()`)

/** SQL that writes a timestamptz column of a raw query as RFC 3339 in UTC. */
export const utc = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
