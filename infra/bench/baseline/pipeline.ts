// Statements in one round trip, which is one transaction of the named tenant.
import pg from 'pg'
import { createSend, type Result, type Statement } from '../../../shared/db/wire.ts'

export type Database = { url: string; poolSize: number }
export type Pipeline = (tenantId: string, statements: readonly Statement[]) => Promise<Result[]>

/** Gives the results of the statements; all of them took effect, or none. */
export function openPipeline({ url, poolSize }: Database): Pipeline {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, idleTimeoutMillis: 0 })
  const send = createSend()
  return async (tenantId, statements) => {
    const client = await pool.connect()
    try {
      const enter = { text: 'select app.enter_tenant($1, null)', values: [tenantId] }
      return (await send(client, [enter, ...statements])).slice(1)
    } finally {
      client.release()
    }
  }
}
