import { type SQL, sql } from 'drizzle-orm/sql'
import type { Tx } from '../../../shared/db/connect.ts'
import { prepared } from '../../../shared/db/prepared.ts'
import type { Row } from '../../../shared/db/wire.ts'

export type Listing = { limit: number; before?: string | undefined }

/**
 * A list from the newest id downwards; each set of filters has a statement of its own. `tree` ends before its `where`, and
 * the listed table is `t` in it. A filter is a condition on the placeholder of its name.
 */
export function listing<R extends Row, F extends object>(
  tree: SQL,
  filters: { readonly [K in keyof F]: SQL },
) {
  const conditions: Readonly<Record<string, SQL>> = {
    ...(filters as Readonly<Record<string, SQL>>),
    before: sql`t.id < ${sql.placeholder('before')}`,
  }
  const build = (names: readonly string[]) =>
    prepared<Record<string, unknown>, R>((p) => {
      const all = [sql`t.tenant_id = ${p.tenantId}`, ...names.flatMap((name) => conditions[name] ?? [])]
      return sql`${tree} where ${sql.join(all, sql` and `)} order by t.id desc limit ${p.limit}`
    })
  const built = new Map<string, ReturnType<typeof build>>()
  return (tx: Tx, tenantId: string, given: Listing & F): Promise<R[]> => {
    const values: Record<string, unknown> = { ...given }
    const names = Object.keys(conditions).filter((name) => values[name] !== undefined)
    const key = names.join()
    const list = built.get(key) ?? build(names)
    built.set(key, list)
    return list(tx, { ...values, tenantId })
  }
}
