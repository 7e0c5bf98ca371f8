// What the queries of all modules share.
import { sql } from 'drizzle-orm/sql'

/** SQL that writes a timestamptz column as RFC 3339 in UTC. */
export const utc = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)
