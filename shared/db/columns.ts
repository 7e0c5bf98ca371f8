// Column types that all tables share.
import { sql } from 'drizzle-orm'
import { bigint, customType, uuid } from 'drizzle-orm/pg-core'

/** Postgres prints `2026-01-31 09:30:00.123+00`; the API speaks RFC 3339. Sessions run in UTC. */
const toRfc3339 = (value: string): string => value.replace(' ', 'T').replace(/\+00(:00)?$/, 'Z')

const timestamptz = customType<{ data: string; driverData: string }>({
  dataType: () => 'timestamptz',
  fromDriver: toRfc3339,
})

/** An integer amount in the minor unit of the row's currency. */
export const minorUnits = (name: string) => bigint(name, { mode: 'number' })

export const tenantId = () => uuid('tenant_id').notNull()

/** Time-ordered, made by the database. */
export const id = () => uuid('id').notNull().default(sql`uuidv7()`)

/** A time that the database sets to the transaction's start unless told otherwise. */
export const timestampNow = (name: string) => timestamptz(name).notNull().default(sql`now()`)

/** SQL that writes a timestamptz column of a raw query as RFC 3339 in UTC. */
export const utc = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
