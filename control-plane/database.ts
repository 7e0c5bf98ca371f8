// The control database as one tenant's transactions see it, or as the platform's own do.
import type { Db, Pool, Tx } from '../shared/db/connect.ts'
import type { Statement } from '../shared/db/wire.ts'

/** The id of the one tenant whose rows are seen, or `all` for what concerns the platform. */
export type Scope = { tenantId: string } | 'all'

export type ControlDb = {
  /** Queries that are started together are one transaction in one round trip. */
  readonly db: Db
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/**
 * Runs `work` in an open transaction with the rows of all tenants in sight, for what concerns more than one of them. An error
 * must end the transaction.
 */
export async function acrossTenants<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const setScope = (scope: unknown) =>
    tx.run({ text: `select set_config('app.tenant_id', $1, true)`, values: [scope] })
  const [before] = await tx.run({ text: `select current_setting('app.tenant_id') as scope`, values: [] })
  await setScope('*')
  const result = await work()
  await setScope(before?.scope)
  return result
}

/** What row-level security lets through is decided here and nowhere else. */
export function controlDb(pool: Pick<Pool, 'behind' | 'transaction'>, scope: Scope): ControlDb {
  const opening: Statement[] = [
    {
      text: `select set_config('app.tenant_id', $1, true)`,
      values: [scope === 'all' ? '*' : scope.tenantId],
    },
  ]
  return {
    db: pool.behind(opening),
    transaction: (work) => pool.transaction(opening, work),
  }
}
