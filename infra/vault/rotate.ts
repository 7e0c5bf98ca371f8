// Seals anew, with the vault's first key, what an older one sealed. May be repeated and broken off, while the platform runs.
import postgres from 'postgres'
import type { Vault } from '../../shared/vault/vault.ts'
import { SEALED, type SealedPlace } from './places.ts'

const BATCH = 500

/** Texts that were sealed anew, and those that none of the keys opens, which stay as they are. */
export type Rotation = { sealed: number; unreadable: number }

/** @param url as any role that may change the rows */
export async function rotateVault(url: string, kind: 'control' | 'shard', vault: Vault): Promise<Rotation> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const done: Rotation = { sealed: 0, unreadable: 0 }
  try {
    // Rows are reached as requests reach them, one tenant at a time; the walls of the control database open to all at once.
    const tenants =
      kind === 'control' ? ['*'] : (await sql`select tenant_id from app.tenants`).map((row) => row.tenant_id)
    for (const tenant of tenants)
      for (const place of SEALED[kind]) {
        let last: string[] | undefined
        do last = await rotateBatch(sql, { tenant, place, vault, done }, last)
        while (last !== undefined)
      }
    return done
  } finally {
    await sql.end()
  }
}

type Task = { tenant: string; place: SealedPlace; vault: Vault; done: Rotation }

/** One transaction over the rows behind the key `after`. Gives the key of the last one, unless there are no more. */
async function rotateBatch(
  sql: postgres.Sql,
  { tenant, place: { table, key, column, context }, vault, done }: Task,
  after: string[] | undefined,
): Promise<string[] | undefined> {
  const keyColumns = key.map((name) => `"${name}"`).join()
  const params = key.map((_, i) => `$${i + 1}`).join()
  return sql.begin(async (tx) => {
    await tx`select set_config('app.tenant_id', ${tenant}, true)`
    const rows = await tx.unsafe(
      `select ${keyColumns}, "${column}" as sealed from "${table}"
        ${after === undefined ? '' : `where (${keyColumns}) > (${params})`} order by ${keyColumns} limit ${BATCH} for update`,
      after ?? [],
    )
    for (const { sealed, ...id } of rows) {
      if (typeof sealed !== 'string' || !vault.needsRotation(sealed)) continue
      const anew = sealAnew(vault, sealed, context(id))
      if (anew === undefined) {
        done.unreadable += 1
        continue
      }
      await tx.unsafe(
        `update "${table}" set "${column}" = $${key.length + 1} where (${keyColumns}) = (${params})`,
        [...key.map((name) => id[name]), anew],
      )
      done.sealed += 1
    }
    const last = rows.at(BATCH - 1)
    return last && key.map((name) => String(last[name]))
  })
}

function sealAnew(vault: Vault, sealed: string, context: string): string | undefined {
  try {
    return vault.seal(vault.open(sealed, context), context)
  } catch {
    return undefined
  }
}
