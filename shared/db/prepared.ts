// Queries whose SQL is rendered once, when their module is loaded.
import { Placeholder, type SQL, sql } from 'drizzle-orm/sql'
import type { Db } from './connect.ts'
import { render } from './render.ts'
import type { Row } from './wire.ts'

/**
 * Gives a query that runs with the values named in `build`. Arrays and objects are sent as one value, so give
 * an array its type in the SQL: `any(${p.ids}::uuid[])`.
 */
export function prepared<P extends Record<string, unknown>, R extends Row = Row>(
  build: (placeholders: { readonly [K in keyof P]: SQL }) => SQL,
): (db: Db, values: P) => Promise<R[]> {
  const placeholders = new Proxy({}, { get: (_, name) => sql`${sql.placeholder(String(name))}` })
  const { sql: text, params } = render(build(placeholders as { [K in keyof P]: SQL }))
  const read = params.map((param) => (param instanceof Placeholder ? param.name : undefined))
  return (db, values) =>
    db.run({
      text,
      values: read.map((name, i) => (name === undefined ? params[i] : values[name])),
    }) as Promise<R[]>
}
